using System.Globalization;

namespace Millrace.Tests.Simulation;

/// <summary>The simulation over many seeds. <c>MILLRACE_SEED=17</c> runs one seed again, <c>MILLRACE_SEEDS=100000</c> more of them.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Portions = 8;

    private static readonly long Seeds = Number("MILLRACE_SEEDS") ?? 2_400;

    public static TheoryData<int> Portion => [.. Enumerable.Range(0, Portions)];

    [Theory]
    [MemberData(nameof(Portion))]
    public void Service_UnderFaults_PutsOutWhatAnUndisturbedRunPutsOut(int portion)
    {
        if (Number("MILLRACE_SEED") is { } seed)
        {
            Simulation.Run(seed);
            return;
        }

        var probes = new Probes();
        for (var next = Seeds * portion / Portions; next < Seeds * (portion + 1) / Portions; next++)
            probes.Add(Simulation.Run(next));
        foreach (var (name, count) in probes.Counts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,8} {name}"));

        // What never happened was not tested.
        string[] sometimes =
        [
            "crash", "crash during a checkpoint", "crash behind the log", "power lost", "torn tail", "log could not be written", "outputs could not be written",
            "checkpoint tried again: CheckpointStoreException", "checkpoint tried again: LogWriteException", "graph began anew: CheckpointStoreException", "sink refused", "sink did not answer",
            "paused by a slow sink", "clock jumped", "several shards", "little memory", "exactly once", "at least once", "re-keyed", "outputs",
        ];
        Assert.All(sometimes, name => Assert.True(probes.Counts.ContainsKey(name), $"never happened: {name}"));
    }

    [Theory]
    [InlineData(PlantedFault.LyingSync)]
    [InlineData(PlantedFault.LyingCommit)]
    [InlineData(PlantedFault.LostRow)]
    [InlineData(PlantedFault.KeptTail)]
    [InlineData(PlantedFault.ForgetfulSink)]
    [InlineData(PlantedFault.DroppedPortion)]
    [InlineData(PlantedFault.RepeatedRekeying)]
    [InlineData(PlantedFault.WrongRoute)]
    [InlineData(PlantedFault.ClockGoesBack)]
    public void PlantedFault_IsNoticed(PlantedFault planted)
    {
        for (var seed = 0; seed < 600; seed++)
        {
            try
            {
                Simulation.Run(seed, planted);
            }
            catch (SimulationException failure)
            {
                output.WriteLine(failure.Message);
                return;
            }
        }

        Assert.Fail($"{planted} went unnoticed in 600 seeds");
    }

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
