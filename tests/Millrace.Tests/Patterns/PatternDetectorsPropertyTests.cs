using System.Globalization;
using System.Text;
using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Messages;
using Millrace.Oracles.Patterns;

namespace Millrace.Tests.Patterns;

/// <summary>The table of detectors in a real shard against the oracle: out of order, late, in runs of random length, restored at random.</summary>
public sealed class PatternDetectorsPropertyTests
{
    private const int Disorder = 2;

    [Fact]
    public void Detectors_RandomPatternAndReadings_SayWhatTheOracleSays()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var difference = Difference(seed, OracleBug.None);
            Assert.True(difference is null, difference);
        }
    }

    [Theory]
    [InlineData(OracleBug.TiesReversed)]
    [InlineData(OracleBug.LateExclusive)]
    [InlineData(OracleBug.Unsorted)]
    public void Detectors_PlantedBug_IsNoticed(OracleBug bug) =>
        Assert.Contains(Enumerable.Range(0, 2000), seed => Difference(seed, bug) is not null);

    /// <summary>Where detectors and oracle differ; null where they do not.</summary>
    private static string? Difference(int seed, OracleBug bug)
    {
        var random = new Random(seed);
        var symbols = new SymbolTable();
        var definition = new RandomPattern(random, symbols).Next() with { Order = (MatchOrder)random.Next(2) };
        var readings = RandomReadings.Next(random, symbols, Disorder + 1);
        if (PatternProgram.Compile(definition, out _) is not { } program || OpenQuestions.Of(definition) is not null)
            return null;
        var expected = PatternOracle.RunArrivals(definition, OracleEvent.AllOf(readings), Disorder, flush: true, bug);
        if (expected.IsTooLarge)
            return null;
        var (matches, timeouts, late) = Run(program, readings, random);
        var about = $"seed {seed}: {PatternText.Of(definition)} {RandomReadings.TextOf(readings)}";
        return Difference(expected.Matches.Select(TextOf), matches, definition.Skip.Kind != SkipKind.None, about + " matches")
            ?? Difference(expected.Timeouts.Select(TextOf), timeouts, false, about + " timeouts")
            ?? Difference(expected.Late.Select(l => l.ToString(CultureInfo.InvariantCulture)), late, false, about + " late");
    }

    private static string? Difference(IEnumerable<string> expected, IEnumerable<string> actual, bool ordered, string about)
    {
        var left = string.Join(", ", ordered ? expected : expected.Order(StringComparer.Ordinal));
        var right = string.Join(", ", ordered ? actual : actual.Order(StringComparer.Ordinal));
        return left == right ? null : $"{about}: oracle [{left}] detectors [{right}]";
    }

    private static (List<string> Matches, List<string> Timeouts, List<string> Late) Run(PatternProgram program, ReadingBatch readings, Random random)
    {
        List<string> matches = [], timeouts = [], late = [];
        var batch = WithKey(readings);
        var shard = NewShard(program, batch);
        for (var row = 0; row < batch.Count;)
        {
            var to = Math.Min(batch.Count, row + random.Next(1, 5));
            shard.Process(batch, row, to);
            row = to;
            Collect();
            if (random.Next(2) == 0)
                continue;
            var writer = new StateWriter(batch.SymbolTable);
            shard.Snapshot(writer);
            shard = NewShard(program, batch);
            shard.Restore(writer.Written.Span);
        }

        shard.Finish(0);
        Collect();
        return (matches, timeouts, late);

        void Collect()
        {
            foreach (var output in shard.Outputs.Items)
            {
                if (output.Kind == OutputKind.Match)
                    matches.Add(TextOf((MatchDetail)output.Detail!));
                else if (output.Kind == OutputKind.Timeout)
                    timeouts.Add($"{TextOf((MatchDetail)output.Detail!)} @{output.End}");
                else if (output.Kind == OutputKind.Late)
                    late.Add(Encoding.UTF8.GetString(((ReadingDetail)output.Detail!).Json.Span));
            }

            shard.Outputs.Clear();
        }
    }

    private static Shard NewShard(PatternProgram program, ReadingBatch batch) => new(
        new ShardOptions(batch.Schema, batch.SymbolTable) { Watermark = new WatermarkStrategy { MaxOutOfOrderness = TimeSpan.FromMilliseconds(Disorder) } },
        [new PatternDetectors(program, batch.Schema.Find("key")!)]);

    /// <summary>The same readings of one key, each with its number as its record.</summary>
    private static ReadingBatch WithKey(ReadingBatch readings)
    {
        var schema = ReadingSchema.Create(("letter", FieldType.Text, false), ("number", FieldType.Number, false), ("key", FieldType.Text, true));
        var batch = new ReadingBatch(schema, readings.SymbolTable, readings.Count) { Count = readings.Count };
        readings.Times.CopyTo(batch.Times, 0);
        readings.Symbols[0].CopyTo(batch.Symbols[0], 0);
        readings.Numbers[0].CopyTo(batch.Numbers[0], 0);
        var raw = new List<byte>();
        for (var row = 0; row < batch.Count; row++)
        {
            batch.Symbols[1][row] = batch.SymbolTable.Intern("k");
            batch.RawStarts[row] = raw.Count;
            raw.AddRange(Encoding.UTF8.GetBytes(row.ToString(CultureInfo.InvariantCulture)));
            batch.RawLengths[row] = raw.Count - batch.RawStarts[row];
        }

        batch.Raw = [.. raw];
        return batch;
    }

    private static string TextOf(OracleMatch match) =>
        MatcherRun.TextOf(match.Events) + (match.TimeoutAt is { } at ? $" @{at}" : "");

    private static string TextOf(MatchDetail match) => string.Join(' ', match.Steps
        .SelectMany(step => step.Events.Select(e => (step.Name, Row: int.Parse(Encoding.UTF8.GetString(e.Json.Span), CultureInfo.InvariantCulture), e.Sequence)))
        .OrderBy(e => e.Row).Select(e => $"{e.Name}:{e.Row}"));
}
