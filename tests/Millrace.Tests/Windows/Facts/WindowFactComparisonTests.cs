using System.Globalization;
using Millrace.Actors.Windows;
using Millrace.Oracles.Windows;
using YamlDotNet.RepresentationModel;

namespace Millrace.Tests.Windows.Facts;

/// <summary>The published facts hold of the engine, and of the oracle that the engine is compared with.</summary>
public sealed class WindowFactComparisonTests
{
    public static TheoryData<string> Names => [.. WindowFact.All.Select(fact => fact.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Engine_OfThePublishedCase_GivesThePublishedResults(string name)
    {
        var fact = WindowFact.Named(name);
        for (var seed = 0; seed < 5; seed++) // other batches, other restarts
            AssertIs(fact, WindowEngine.Run(CaseOf(fact), seed));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Oracle_OfThePublishedCase_GivesThePublishedResults(string name)
    {
        var fact = WindowFact.Named(name);
        AssertIs(fact, WindowOracle.Run(CaseOf(fact).Rules, CaseOf(fact).Input));
    }

    private static void AssertIs(WindowFact fact, IReadOnlyList<Oracles.Windows.WindowFact> actual)
    {
        var keys = KeysOf(fact);
        var results = actual.OfType<Oracles.Windows.WindowFact.Result>().ToList();
        Assert.Equal(
            fact.Results.Select((r, i) => (r.Key, r.Start, r.End, r.Revision ?? results.ElementAtOrDefault(i)?.Revision ?? 0, r.Count, r.Sum)),
            results.Select(r => (keys[r.Key], r.Start, r.End, r.Revision, (long)r.Values[0], r.Values[1])));
        Assert.Equal(
            fact.Late.Select(r => (r.Key, r.Time)),
            actual.OfType<Oracles.Windows.WindowFact.Late>().Select(r => ((string?)keys[r.Key], r.Time)));
    }

    private static WindowCase CaseOf(WindowFact fact)
    {
        var keys = KeysOf(fact);
        var window = MappingOf(fact.WindowYaml);
        var rules = new WindowRules(
            ShapeOf(window),
            static (readings, start, end) => [NaiveAggregates.Of("count", readings, start, end), NaiveAggregates.Of("sum", readings, start, end)])
        {
            AllowedLateness = (long)SpanOf(window, "allowedLateness").TotalMilliseconds,
            MaxOutOfOrderness = fact.MaxOutOfOrderness,
            Flush = false,
        };
        return new WindowCase(0, rules, ["count", "sum"], [.. fact.Input.Select(input => InputOf(input, keys))]);
    }

    private static WindowInput InputOf(FactInput input, List<string> keys) => input.IsWatermark
        ? new WindowInput.Watermark(input.Time)
        : new WindowInput.Reading(keys.IndexOf(input.Key!), input.Time, input.Value);

    private static List<string> KeysOf(WindowFact fact) => [.. fact.Input.Where(input => !input.IsWatermark).Select(input => input.Key!).Distinct()];

    private static WindowShape ShapeOf(YamlMappingNode window)
    {
        var offset = SpanOf(window, "offset");
        if (window.Children.ContainsKey("tumbling"))
            return new TumblingWindow(SpanOf(window, "tumbling"), offset);
        if (window.Children.TryGetValue("sliding", out var sliding))
            return new SlidingWindow(SpanOf(sliding, "size"), SpanOf(sliding, "every"), offset);
        return new SessionWindow(SpanOf(window.Children["session"], "gap"));
    }

    private static YamlMappingNode MappingOf(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static TimeSpan SpanOf(YamlNode mapping, string key) =>
        ((YamlMappingNode)mapping).Children.TryGetValue(key, out var value)
            ? TimeSpan.FromMilliseconds(long.Parse(value.ToString().Replace("ms", "", StringComparison.Ordinal), CultureInfo.InvariantCulture))
            : TimeSpan.Zero;
}
