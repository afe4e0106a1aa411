using YamlDotNet.RepresentationModel;

namespace Millrace.Tests.Patterns.Facts;

/// <summary>The tables themselves: whether they can be what they say they are.</summary>
public sealed class PatternFactTests
{
    [Fact]
    public void Facts_All_AreAtLeastTwoHundred() => Assert.True(PatternFact.All.Count >= 200, $"{PatternFact.All.Count} facts");

    [Fact]
    public void Facts_Names_AreUnique() =>
        Assert.Empty(PatternFact.All.Select(fact => fact.Name).Concat(RejectedPattern.All.Select(rejected => rejected.Name))
            .GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Facts_EventIds_AreUniqueInTheirCase() =>
        Assert.All(PatternFact.All, fact => Assert.Distinct(fact.Events.Select(e => e.Id)));

    [Fact]
    public void Facts_MatchesAndTimeouts_NameEventsOfTheCaseOnceAndInTimeOrder() =>
        Assert.All(PatternFact.All, fact =>
        {
            var times = fact.Events.ToDictionary(e => e.Id, e => e.Time, StringComparer.Ordinal);
            Assert.All(fact.Matches.Concat(fact.Timeouts ?? []), line =>
            {
                var ids = PatternFact.Ids(line).ToList();
                Assert.Distinct(ids);
                Assert.All(ids, id => Assert.Contains(id, times.Keys));
                Assert.Equal(ids.Select(id => times[id]).Order(), ids.Select(id => times[id]));
            });
        });

    [Fact]
    public void Facts_Timeouts_CarryATimeAfterTheirLastEvent() =>
        Assert.All(PatternFact.All.Where(fact => fact.Timeouts is not null), fact => Assert.All(fact.Timeouts!, line =>
            Assert.True(PatternFact.TimeOf(line) > fact.Events.Single(e => e.Id == PatternFact.Ids(line).Last()).Time, $"{fact.Name}: {line}")));

    [Fact]
    public void Facts_EventsOutOfOrder_StayWithinWhatTheCaseAllows() =>
        Assert.All(PatternFact.All, fact =>
        {
            var highest = long.MinValue;
            Assert.All(fact.Events, e =>
            {
                Assert.True(highest == long.MinValue || e.Time > highest - fact.MaxOutOfOrderness - 1, $"{fact.Name}: {e}");
                highest = Math.Max(highest, e.Time);
            });
        });

    [Fact]
    public void Facts_Patterns_AreMappingsWithStepsAgainWhenTheirTextIsRead() =>
        Assert.All(PatternFact.All.Select(fact => fact.PatternYaml).Concat(RejectedPattern.All.Select(rejected => rejected.PatternYaml)), text =>
        {
            using var reader = new StringReader(text);
            var yaml = new YamlStream();
            yaml.Load(reader);
            var pattern = Assert.IsType<YamlMappingNode>(Assert.Single(yaml.Documents).RootNode);
            Assert.NotEmpty(Assert.IsType<YamlSequenceNode>(pattern["steps"]));
        });
}
