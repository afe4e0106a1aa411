using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>
/// A condition on one reading alone. A shard evaluates each distinct condition once per reading, a run of rows at a time, for all tables that ask for it.
/// Two conditions with the same <see cref="Text"/> must be the same condition. Implementations are pure and used by one thread.
/// </summary>
public abstract class Condition(string text)
{
    /// <summary>The condition in a canonical form: its identity.</summary>
    public string Text { get; } = text;

    /// <summary>Writes, for each row from <paramref name="from"/> up to <paramref name="to"/> (exclusive), whether it fulfils the condition; <paramref name="into"/> is indexed by row.</summary>
    public abstract void Evaluate(ReadingBatch batch, int from, int to, bool[] into);

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
