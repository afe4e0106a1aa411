using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>
/// A number computed from one reading alone: an aggregate's argument. Evaluated once per reading for all tables that ask for it, like a <see cref="Condition"/>.
/// Text values are given as their symbols.
/// </summary>
public abstract class Projection(string text, FieldType type)
{
    /// <summary>The expression in a canonical form: its identity.</summary>
    public string Text { get; } = text;

    /// <summary>What the numbers stand for; of text they are symbols.</summary>
    public FieldType Type { get; } = type;

    /// <summary>Writes the value of each row from <paramref name="from"/> up to <paramref name="to"/> (exclusive), NaN where it is missing; <paramref name="into"/> is indexed by row.</summary>
    public abstract void Evaluate(ReadingBatch batch, int from, int to, double[] into);

    /// <summary>The column of the batch that holds the values already, or null when they must be computed.</summary>
    public virtual double[]? ColumnOf(ReadingBatch batch) => null;

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
