namespace Millrace.Tests.Windows.Facts;

/// <summary>The table itself: whether it can be what it says it is.</summary>
public sealed class WindowFactTests
{
    [Fact]
    public void Facts_All_AreAtLeastForty() => Assert.True(WindowFact.All.Count >= 40, $"{WindowFact.All.Count} facts");

    [Fact]
    public void Facts_Names_AreUnique() => Assert.Distinct(WindowFact.All.Select(fact => fact.Name));

    [Fact]
    public void Facts_Watermarks_NeverGoBack() =>
        Assert.All(WindowFact.All, fact =>
        {
            var watermarks = fact.Input.Where(input => input.IsWatermark).Select(input => input.Time).ToList();
            Assert.Equal(watermarks.Order(), watermarks);
            Assert.True(fact.MaxOutOfOrderness is null || watermarks.Count == 0, $"{fact.Name}: bounded and punctuated at once");
        });

    [Fact]
    public void Facts_Results_CountReadingsOfTheirKeyInTheirWindow() =>
        Assert.All(WindowFact.All, fact => Assert.All(fact.Results, result =>
        {
            Assert.True(result.Start < result.End);
            var inside = fact.Input.Count(input => input.Key == result.Key && input.Time >= result.Start && input.Time < result.End);
            Assert.InRange(result.Count, 1, inside);
        }));

    [Fact]
    public void Facts_LateReadings_AreReadingsOfTheInput() =>
        Assert.All(WindowFact.All, fact => Assert.All(fact.Late, late => Assert.Contains(late, fact.Input)));
}
