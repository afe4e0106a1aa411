namespace Millrace.Tests.Checkpoints;

/// <summary>
/// Checkpoints, crashes, passivation, batches, ticks and the number of shards change no output: against one shard that is never disturbed. <c>Check(seed)</c> runs a failing case again.
/// </summary>
public sealed class CheckpointPropertyTests
{
    private const int Cases = 600;
    private const int Groups = 4;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Shards_DisturbedAtRandom_PutOutWhatAnUndisturbedOneDoes(int group)
    {
        var probes = new Dictionary<string, int>();
        for (var seed = group; seed < Cases; seed += Groups)
            Check(seed, probes);
        foreach (var probe in new[] { "Window", "Match", "Timeout", "Actor", "Late", "DeadLetter", "Notice", "crashes", "passivated", "empty rows" })
            Assert.True(probes.GetValueOrDefault(probe) > 0, $"no {probe}");
    }

    private static void Check(int seed, Dictionary<string, int> probes)
    {
        var input = new CheckpointCase(seed);
        var expected = CheckpointRun.Plain(input);
        var actual = CheckpointRun.Disturbed(input, seed, probes);
        if (expected.SequenceEqual(actual, StringComparer.Ordinal))
            return;
        var first = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail(
            $"seed {seed} ({input.About}): {expected.Count} outputs expected, {actual.Count} came; the first that differs is {first}:\n"
            + $"expected {expected.ElementAtOrDefault(first)}\nactual   {actual.ElementAtOrDefault(first)}");
    }
}
