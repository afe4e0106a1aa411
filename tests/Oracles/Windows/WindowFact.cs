using System.Globalization;

namespace Millrace.Oracles.Windows;

/// <summary>What a window puts out.</summary>
public abstract record WindowFact
{
    private WindowFact()
    {
    }

    /// <summary>The result of the window [start, end).</summary>
    public sealed record Result(int Key, long Start, long End, int Revision, bool Early, double[] Values) : WindowFact
    {
        /// <inheritdoc/>
        public override string ToString() =>
            FormattableString.Invariant($"key {Key} [{Start}, {End}) revision {Revision}{(Early ? " early" : "")}: ")
            + string.Join(" ", Values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
    }

    /// <summary>A reading that came too late for all its windows.</summary>
    public sealed record Late(int Key, long Time, long Watermark) : WindowFact
    {
        /// <inheritdoc/>
        public override string ToString() => FormattableString.Invariant($"key {Key} late at {Time}, watermark {Watermark}");
    }
}
