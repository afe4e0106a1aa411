using Millrace.Oracles.Windows;

namespace Millrace.Tests.Windows;

/// <summary>The engine against the oracle on drawn cases. A failing case is made small and printed with its seed: <c>Check(seed)</c> runs it again.</summary>
public class WindowPropertyTests
{
    private const int Cases = 4000;
    private const int Groups = 8;

    [Theory]
    [MemberData(nameof(AllGroups))]
    public void Engine_OnRandomInput_PutsOutWhatTheOracleDoes(int group)
    {
        for (var seed = group * Cases / Groups; seed < (group + 1) * Cases / Groups; seed++)
            Check(seed);
    }

    [Theory]
    [MemberData(nameof(AllBugs))]
    public void Comparison_WithABugPlantedInTheOracle_FindsIt(PlantedBug bug)
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            if (Differs(WindowCase.Draw(seed), bug))
                return;
        }

        Assert.Fail($"{bug} made no difference in {Cases} cases.");
    }

    public static TheoryData<int> AllGroups => [.. Enumerable.Range(0, Groups)];

    public static TheoryData<PlantedBug> AllBugs => [.. Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None)];

    private static void Check(int seed)
    {
        var drawn = WindowCase.Draw(seed);
        if (!Differs(drawn, PlantedBug.None))
            return;
        var smallest = drawn.Smallest(shorter => Differs(shorter, PlantedBug.None));
        Assert.Fail($"{smallest}\nexpected:\n  {string.Join("\n  ", Expected(smallest, PlantedBug.None))}\nactual:\n  {string.Join("\n  ", Actual(smallest))}");
    }

    private static bool Differs(WindowCase window, PlantedBug bug) =>
        !Expected(window, bug).SequenceEqual(Actual(window), StringComparer.Ordinal);

    private static IEnumerable<string> Actual(WindowCase window) => WindowEngine.Run(window, window.Seed).Select(fact => fact.ToString());

    private static IEnumerable<string> Expected(WindowCase window, PlantedBug bug) =>
        WindowOracle.Run(window.Rules with { Bug = bug }, window.Input).Select(fact => fact.ToString());
}
