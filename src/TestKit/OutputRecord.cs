using System.Collections.Immutable;
using System.Globalization;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.TestKit;

/// <summary>An output as a test compares it.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Table">The table that emitted it; empty for the shard itself.</param>
/// <param name="Key">The key; null when there is none.</param>
/// <param name="Start">Start in milliseconds.</param>
/// <param name="End">End in milliseconds.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Early">Whether it is provisional.</param>
/// <param name="Sequence">What tells it apart from its like.</param>
/// <param name="Values">The values; symbols for text, NaN for null.</param>
/// <param name="Detail">The rest.</param>
public sealed record OutputRecord(
    OutputKind Kind, string Table, string? Key, long Start, long End, int Revision, bool Early, long Sequence, ImmutableArray<double> Values, object? Detail)
{
    /// <summary>One line: <c>window w pump-1 [0,10) r1 early 3 4.5</c>.</summary>
    public override string ToString()
    {
        var line = FormattableString.Invariant($"{Kind.ToString().ToLowerInvariant()} {Table} {Key} [{Start},{End})");
        if (Revision > 0)
            line += FormattableString.Invariant($" r{Revision}");
        if (Early)
            line += " early";
        foreach (var value in Values)
            line += double.IsNaN(value) ? " null" : " " + value.ToString("R", CultureInfo.InvariantCulture);
        return Detail switch
        {
            string text => $"{line} {text}",
            DeadLetterDetail letter => $"{line} {letter.Reason}",
            MatchDetail match => line + string.Concat(match.Steps.Select(step => $" {step.Name}={string.Join(',', step.Events.Select(taken => taken.Time.Milliseconds))}")),
            _ => line,
        };
    }

    internal static OutputRecord Of(in Output output, ReadOnlySpan<double> values, Shard shard) => new(
        output.Kind,
        output.Table < 0 ? string.Empty : shard.Tables[output.Table].Name,
        shard.Options.Symbols.Text(output.Key),
        output.Start,
        output.End,
        output.Revision,
        output.Early,
        output.Sequence,
        [.. values],
        output.Detail);
}
