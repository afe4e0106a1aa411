using System.Collections.Immutable;
using System.Globalization;
using Millrace.Actors.Windows;
using Millrace.Oracles.Windows;

namespace Millrace.Tests.Windows;

/// <summary>
/// A window and an input for it, drawn from a seed: few keys, small whole times around zero so that edges, ties and gaps are met, whole values so that
/// sums are exact, some missing, some filtered out.
/// </summary>
public sealed record WindowCase(int Seed, WindowRules Rules, ImmutableArray<string> Functions, ImmutableArray<WindowInput> Input)
{
    // Few sets: each is a type of its own to the JIT.
    private static readonly string[][] FunctionSets =
    [
        ["sum", "last"],
        ["sum", "avg", "min", "max", "range"],
        ["first", "last", "lastText", "distinct"],
        ["rate", "firstText", "distinctText", "lastText", "sum", "first"],
    ];

    public static WindowCase Draw(int seed)
    {
        var random = new Random(seed);
        ImmutableArray<string> functions = ["count", .. FunctionSets[random.Next(FunctionSets.Length)]];
        var shape = DrawShape(random);
        var perKey = random.Next(3) == 0;
        var punctuated = random.Next(4) == 0;
        var simple = shape is LookbackWindow or CountWindow;
        var rules = new WindowRules(shape, (readings, start, end) => [.. functions.Select(f => NaiveAggregates.Of(f, readings, start, end))])
        {
            AllowedLateness = simple || random.Next(2) == 0 ? 0 : random.Next(1, 30),
            Early = shape is LookbackWindow ? null : random.Next(shape is CountWindow ? 2 : 4) switch
            {
                0 => new EarlyResults(null),
                1 when !simple => new EarlyResults(TimeSpan.FromMilliseconds(random.Next(1, 12))),
                _ => null,
            },
            Having = random.Next(4) == 0 ? static values => values[0] >= 2 : null,
            MaxOutOfOrderness = punctuated ? null : random.Next(2) == 0 ? 0 : random.Next(20),
            WatermarkPerKey = perKey,
            Partitions = perKey || random.Next(3) != 0 ? 1 : random.Next(2, 4),
            Flush = random.Next(5) != 0,
        };
        return new WindowCase(seed, rules, functions, [.. DrawInput(random, punctuated, perKey, rules.Partitions)]);
    }

    /// <summary>The case with the fewest records that still fails, found by leaving out one at a time.</summary>
    public WindowCase Smallest(Func<WindowCase, bool> fails)
    {
        var smallest = this;
        for (var length = Math.Max(1, Input.Length / 2); length >= 1; length /= 2)
        {
            for (var at = 0; at + length <= smallest.Input.Length;)
            {
                var shorter = smallest with { Input = smallest.Input.RemoveRange(at, length) };
                if (fails(shorter))
                    smallest = shorter;
                else
                    at++;
            }
        }

        return smallest;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {Rules.Shape}, lateness {Rules.AllowedLateness}, early {Rules.Early}, outOfOrderness {Rules.MaxOutOfOrderness}, ")
        + $"perKey {Rules.WatermarkPerKey}, partitions {Rules.Partitions}, having {Rules.Having is not null}, flush {Rules.Flush}, {string.Join(' ', Functions)}\n  "
        + string.Join("\n  ", Input);

    private static WindowShape DrawShape(Random random)
    {
        TimeSpan Up(int limit) => TimeSpan.FromMilliseconds(random.Next(1, limit));
        var every = random.Next(1, 12);
        return random.Next(7) switch
        {
            0 => new TumblingWindow(Up(25), TimeSpan.FromMilliseconds(random.Next(-30, 30))),
            1 => new SlidingWindow(TimeSpan.FromMilliseconds(random.Next(every, 30)), TimeSpan.FromMilliseconds(every), TimeSpan.FromMilliseconds(random.Next(-30, 30))),
            2 => new CumulateWindow(TimeSpan.FromMilliseconds(random.Next(1, 5) * every), TimeSpan.FromMilliseconds(every), TimeSpan.FromMilliseconds(random.Next(-30, 30))),
            3 => new SessionWindow(Up(12)),
            4 => new SessionWindow(Up(12), Up(40)),
            5 => new LookbackWindow(Up(30)),
            _ => new CountWindow(random.Next(1, 6)),
        };
    }

    private static IEnumerable<WindowInput> DrawInput(Random random, bool punctuated, bool perKey, int partitions)
    {
        var keys = random.Next(1, 5);
        var disorder = random.Next(3) switch { 0 => 1, 1 => 10, _ => 40 };
        var pace = random.Next(1, 6);
        long now = random.Next(-120, 40);
        for (var count = random.Next(60); count > 0; count--)
        {
            now += random.Next(20) == 0 ? random.Next(60) : random.Next(pace);
            if (random.Next(punctuated ? 6 : 40) == 0)
            {
                yield return new WindowInput.Watermark(now - random.Next(20), perKey && random.Next(2) == 0 ? random.Next(keys) : null, random.Next(partitions));
                continue;
            }

            var value = random.Next(8) == 0 ? double.NaN : random.Next(-9, 10);
            yield return new WindowInput.Reading(random.Next(keys), now - random.Next(disorder), value, random.Next(6) != 0, random.Next(partitions));
        }
    }
}
