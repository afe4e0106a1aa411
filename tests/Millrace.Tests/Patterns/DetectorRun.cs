using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Messages;

namespace Millrace.Tests.Patterns;

/// <summary>The pattern-detector actors in a real shard, over readings as they arrive, in runs of random length, restored into a new shard at random.</summary>
internal sealed class DetectorRun
{
    private readonly List<string> matches = [];
    private readonly List<string> timeouts = [];
    private readonly List<string> late = [];

    public static (List<string> Matches, List<string> Timeouts, List<string> Late) Of(
        PatternProgram program, ReadingBatch readings, long maxOutOfOrderness, bool flush, int seed)
    {
        var run = new DetectorRun();
        var random = new Random(seed);
        var restoreOneIn = random.Next(1, 5);
        var shard = Create();
        for (var from = 0; from < readings.Count;)
        {
            var to = Math.Min(readings.Count, from + random.Next(1, 5));
            shard.Process(readings, from, to);
            run.Collect(shard);
            from = to;
            if (random.Next(restoreOneIn) > 0)
                continue;
            var writer = new StateWriter(readings.SymbolTable);
            shard.Snapshot(writer);
            shard = Create();
            shard.Restore(writer.Written.Span);
        }

        if (flush)
            shard.Finish(0);
        run.Collect(shard);
        return (run.matches, run.timeouts, run.late);

        Shard Create() => new(
            new ShardOptions(readings.Schema, readings.SymbolTable)
            {
                Watermark = new WatermarkStrategy { MaxOutOfOrderness = TimeSpan.FromMilliseconds(maxOutOfOrderness) },
            },
            [new PatternDetectors(program, readings.Schema.Find("key")!)]);
    }

    private void Collect(Shard shard)
    {
        foreach (var output in shard.Outputs.Items)
        {
            switch (output.Kind)
            {
                case OutputKind.Match:
                    matches.Add(TextOf((MatchDetail)output.Detail!));
                    break;
                case OutputKind.Timeout:
                    timeouts.Add($"{TextOf((MatchDetail)output.Detail!)} @{output.End}");
                    break;
                case OutputKind.Late:
                    late.Add($"{RandomReadings.RowOf(((ReadingDetail)output.Detail!).Json.Span)}");
                    break;
                case OutputKind.Notice:
                    break;
                default:
                    throw new InvalidOperationException($"{output.Kind}: {output.Detail}");
            }
        }

        shard.Outputs.Clear();
    }

    private static string TextOf(MatchDetail match) => MatcherRun.TextOf(
        match.Steps.SelectMany(step => step.Events.Select(e => (step.Name, (long)RandomReadings.RowOf(e.Json.Span)))));
}
