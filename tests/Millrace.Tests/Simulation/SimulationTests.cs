using System.Globalization;

namespace Millrace.Tests.Simulation;

/// <summary>The simulation over many seeds. <c>MILLRACE_SEED=17</c> runs one seed again, <c>MILLRACE_SEEDS=100000</c> more of them. Odd and even ones are two classes, for two cores.</summary>
public abstract class SimulationTests(ITestOutputHelper output, int remainder)
{
    private const int Portions = 4;

    private static readonly long Seeds = Number("MILLRACE_SEEDS") ?? 2_400;

    public static TheoryData<int> Portion => [.. Enumerable.Range(0, Portions)];

    [Theory]
    [MemberData(nameof(Portion))]
    public void Service_UnderFaults_PutsOutWhatAnUndisturbedRunPutsOut(int portion)
    {
        if (Number("MILLRACE_SEED") is { } seed)
        {
            if (portion == 0 && seed % 2 == remainder)
                output.WriteLine(string.Join("; ", Simulation.Run(seed).Counts));
            return;
        }

        var probes = new Probes();
        for (var next = (Seeds / 2 * portion / Portions * 2) + remainder; next < Seeds / 2 * (portion + 1) / Portions * 2; next += 2)
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

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>The even seeds.</summary>
public sealed class EvenSimulationTests(ITestOutputHelper output) : SimulationTests(output, 0);

/// <summary>The odd seeds.</summary>
public sealed class OddSimulationTests(ITestOutputHelper output) : SimulationTests(output, 1);
