using System.Text;
using Millrace.Actors.Checkpoints;
using Millrace.Actors.Kernel;
using Millrace.Tests.Host;

namespace Millrace.Tests.Checkpoints;

/// <summary>
/// Snapshots that an earlier program wrote load today and lead to the outputs that followed then. One fixture is a shard with every built-in window and pattern and a developer's
/// actor, in the middle of its input: windows and sessions open, sketches within their exact size (larger ones: Aggregates/SketchFixtureTests), partial matches, matches held back, readings that wait, failures, timers of both clocks.
/// <code>
/// Fixtures/NAME.snapshot      what Shard.Snapshot wrote
/// Fixtures/NAME.expected      the outputs that followed, one a line
/// </code>
/// When a format changes, keep these files and write others beside them, under the next number: <c>Millrace.Tests -explicit only -method '*WriteFixtures*'</c>.
/// </summary>
public sealed class SnapshotFixtureTests
{
    private const int Format = 1;
    private static readonly int[] Seeds = [5, 26, 33, 41];

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(FolderName, "*.snapshot").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private static string FolderName => Path.Combine(Repository.Root, "tests", "Millrace.Tests", "Checkpoints", "Fixtures");

    [Theory]
    [MemberData(nameof(Names))]
    public void Snapshot_OfAnEarlierProgram_LeadsToTheSameOutputs(string name)
    {
        var input = new CheckpointCase(int.Parse(name.AsSpan(name.LastIndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture));
        var shard = input.Create(1, RouteShare.All, null);
        shard.Restore(File.ReadAllBytes(Path.Combine(FolderName, name + ".snapshot")));

        Assert.Equal(File.ReadAllText(Path.Combine(FolderName, name + ".expected")), Continue(input, shard, 1));
    }

    [Fact(Explicit = true)]
    public void WriteFixtures_OfTheFormatOfToday()
    {
        foreach (var seed in Seeds)
        {
            var input = new CheckpointCase(seed);
            var shard = input.Create(0, RouteShare.All, null);
            Process(input, shard, 0, 0, input.Count / 2);
            shard.Outputs.Clear();
            var writer = new StateWriter(input.Symbols(0));
            shard.Snapshot(writer);
            var path = Path.Combine(FolderName, FormattableString.Invariant($"format{Format}-{seed}"));
            Directory.CreateDirectory(FolderName);
            File.WriteAllBytes(path + ".snapshot", writer.Written.ToArray());
            File.WriteAllText(path + ".expected", Continue(input, shard, 0));
        }
    }

    private static string Continue(CheckpointCase input, Shard shard, int side)
    {
        Process(input, shard, side, input.Count / 2, input.Count);
        shard.Tick(DateTimeOffset.FromUnixTimeMilliseconds(input.End));
        for (var partition = 0; partition < input.Partitions; partition++)
            shard.Finish(partition);
        var lines = new StringBuilder();
        var json = input.Json(side);
        for (var i = 0; i < shard.Outputs.Count; i++)
            lines.Append(Encoding.UTF8.GetString(json.Encode(shard.Outputs, i)));
        return lines.ToString();
    }

    private static void Process(CheckpointCase input, Shard shard, int side, int from, int to)
    {
        var batch = input.Batch(side);
        for (var row = from; row < to; row++)
        {
            batch.Partition = input.PartitionOf[row];
            shard.Process(batch, row, row + 1);
        }
    }
}
