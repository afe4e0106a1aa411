using System.Text.Json;
using Millrace.Host.Commands;
using Millrace.Persistence.Sqlite;
using Millrace.Tests.Host;

namespace Millrace.Tests.Crashes;

/// <summary>The disk, the log and the store in trouble, under the program itself.</summary>
[Collection(Processes.Name)]
public sealed class DiskFaultTests(ITestOutputHelper report) : IDisposable
{
    private readonly ScratchFolder folder = new();
    private SmallDisk? disk;

    private string Data => disk is null ? folder.Path("data") : Path.Combine(disk.Root, "data");

    [Fact(Timeout = 120_000)]
    public async Task DiskFull_SaysSoAndGoesOnByItselfWhenThereIsRoom()
    {
        disk = SmallDisk.Mount(folder.Path("disk"), 48);
        using var service = await StartAsync(Plant.Pipeline("partition", ""));
        using var feeder = new Feeder(() => service.Url, Plant.Reading);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await feeder.SendAsync(20_000, 500, 2, limit.Token);
        disk.Fill();
        var sending = feeder.SendAsync(40_000, 500, 2, limit.Token);
        await service.UntilAsync("/health/ready", json => Reasons(json).Any(reason => reason.Contains("readings cannot be written to the log", StringComparison.Ordinal)));
        var ready = await service.UntilAsync("/health/ready", json => Reasons(json).Any(reason => reason.Contains("degraded", StringComparison.Ordinal)));
        report.WriteLine(ready.ToString());
        var (status, refused) = await service.PostAsync("/api/v1/readings", Plant.Readings(90_000, 5_000));
        report.WriteLine(refused.ToString());
        Assert.Equal(503, status);
        Assert.Equal("live", (await service.GetAsync("/health/live")).GetProperty("status").GetString());
        Assert.Equal(20_000, feeder.Acknowledged / 1000 * 1000);

        disk.MakeRoom();
        await sending;
        await service.UntilAsync("/health/ready", json => json.GetProperty("status").GetString() == "ready");
        await feeder.PostAsync(Plant.TheEnd, limit.Token);
        await service.SettledAsync();
        service.Terminate();
        Assert.True(await service.EndAsync() == ExitCode.Success, service.Log);
        report.WriteLine(service.Log);
        Assert.Contains("ERROR   logNotWritten", service.Log, StringComparison.Ordinal);
        Assert.Contains("No space left", service.Log, StringComparison.OrdinalIgnoreCase);
        await CompareAsync(40_000);
    }

    [Fact(Timeout = 120_000)]
    public async Task StoreLocked_IsDegradedAndRecovers()
    {
        using var service = await StartAsync(Plant.Pipeline("partition", ""));
        Assert.Equal(202, (await service.PostAsync("/api/v1/readings", Plant.Readings(0, 5_000))).Status);
        await service.SettledAsync();
        using (var other = SqliteConnections.Open(Path.Combine(Data, "checkpoints.db")))
        {
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            Assert.Equal(202, (await service.PostAsync("/api/v1/readings", Plant.Readings(5_000, 5_000))).Status);
            var ready = await service.UntilAsync("/health/ready", json => Reasons(json).Any(reason => reason.Contains("is locked by another process", StringComparison.Ordinal)));
            report.WriteLine(ready.ToString());

            // Reading goes on meanwhile; what it brings about waits for its checkpoint.
            Assert.Equal(202, (await service.PostAsync("/api/v1/readings", Plant.Readings(10_000, 5_000))).Status);
            command.CommandText = "COMMIT";
            command.ExecuteNonQuery();
        }

        await service.UntilAsync("/health/ready", json => json.GetProperty("status").GetString() == "ready");
        Assert.Equal(202, (await service.PostAsync("/api/v1/readings", Plant.TheEnd)).Status);
        await service.SettledAsync();
        service.Terminate();
        Assert.True(await service.EndAsync() == ExitCode.Success, service.Log);
        Assert.Contains("checkpointFailed", service.Log, StringComparison.Ordinal);
        Assert.Contains("checkpointRecovered", service.Log, StringComparison.Ordinal);
        await CompareAsync(15_000);
    }

    [Fact(Timeout = 120_000)]
    public async Task LogDamagedInTheMiddle_StopsItsPartitionAloneUntilItIsMended()
    {
        using (var before = await StartAsync(Plant.Pipeline("partition", "")))
        {
            using var feeder = new Feeder(() => before.Url, Plant.Reading);
            await feeder.SendAsync(20_000, 500, 1, TestContext.Current.CancellationToken);
            await feeder.PostAsync(Plant.TheEnd, TestContext.Current.CancellationToken);
            await before.SettledAsync();
            before.Kill();
        }

        // The state is lost with the store, so that everything is read again.
        foreach (var file in Directory.GetFiles(Data, "checkpoints.db*"))
            File.Delete(file);
        var segment = Directory.GetFiles(Path.Combine(Data, "log", "readings", "0"), "*.log").Order(StringComparer.Ordinal).ElementAt(2);
        Flip(segment);
        using var service = await StartAsync(Plant.Pipeline("partition", ""));
        var ready = await service.UntilAsync("/health/ready", json => Reasons(json).Any(reason => reason.Contains("partition readings/0 is failed", StringComparison.Ordinal)));
        report.WriteLine(ready.ToString());
        Assert.Contains(Path.GetFileName(segment), ready.ToString(), StringComparison.Ordinal);
        Assert.Contains("offset", ready.ToString(), StringComparison.Ordinal);
        Assert.Contains("Restore", ready.ToString(), StringComparison.OrdinalIgnoreCase);
        var shards = await service.UntilAsync("/api/v1/shards", json => Partition(json, 1).GetProperty("offsetLag").GetInt64() == 0 && Partition(json, 0).GetProperty("checkpoint").GetProperty("number").GetInt64() > 1);
        Assert.InRange(Partition(shards, 0).GetProperty("offset").GetInt64(), 1, Partition(shards, 0).GetProperty("endOffset").GetInt64() - 1);

        Flip(segment);
        await service.SettledAsync();
        await service.UntilAsync("/health/ready", json => json.GetProperty("status").GetString() == "ready");
        service.Terminate();
        Assert.True(await service.EndAsync() == ExitCode.Success, service.Log);

        // Everything was put out twice, since the second time nobody knew of the first.
        var files = LogContents.Export(Data, "readings", folder.Path(""));
        var expected = await Plant.BacktestAsync(folder, "p.yaml", files);
        Plant.Same([.. expected.Concat(expected).Order(StringComparer.Ordinal)], Plant.Outputs.SelectMany(output => LogContents.Read(Data, output)).SelectMany(partition => partition), "the outputs");
    }

    [Theory(Timeout = 120_000)]
    [InlineData(0, 16)]
    [InlineData(20, 4096)]
    public async Task StoreDamaged_IsRefusedWithWhatToDo(int from, int bytes)
    {
        using (var before = await StartAsync(Plant.Pipeline("partition", "")))
        {
            Assert.Equal(202, (await before.PostAsync("/api/v1/readings", Plant.Readings(0, 5_000))).Status);
            await before.SettledAsync();
            before.Terminate();
            Assert.Equal(ExitCode.Success, await before.EndAsync());
        }

        using (var file = File.OpenWrite(Path.Combine(Data, "checkpoints.db")))
        {
            file.Position = from;
            var garbage = new byte[bytes];
            new Random(1).NextBytes(garbage);
            file.Write(garbage);
        }

        using var service = MillraceProcess.Run(Data, folder.Path("p.yaml"));
        Assert.Equal(ExitCode.BadInput, await service.EndAsync());
        report.WriteLine(service.Log);
        Assert.Contains("checkpoints.db", service.Log, StringComparison.Ordinal);
        Assert.Contains("restore", service.Log, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task StoreDamagedInside_StopsThePartitionsWithWhatToDo()
    {
        using (var before = await StartAsync(Plant.Pipeline("partition", "")))
        {
            Assert.Equal(202, (await before.PostAsync("/api/v1/readings", Plant.Readings(0, 5_000))).Status);
            await before.SettledAsync();
            before.Terminate();
            Assert.Equal(ExitCode.Success, await before.EndAsync());
        }

        using (var file = File.OpenWrite(Path.Combine(Data, "checkpoints.db")))
        {
            var garbage = new byte[file.Length - 4096];
            new Random(1).NextBytes(garbage);
            file.Position = 4096;
            file.Write(garbage);
        }

        using var service = MillraceProcess.Run(Data, folder.Path("p.yaml"));
        await service.UntilAsync(() => service.HasEnded || service.Log.Contains("partitionFailed", StringComparison.Ordinal), "nobody noticed");
        report.WriteLine(service.Log);
        Assert.Contains("checkpoints.db is damaged: stop the service and restore it from a backup", service.Log, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        disk?.Dispose();
        folder.Dispose();
    }

    private Task<MillraceProcess> StartAsync(string pipeline) =>
        MillraceProcess.Run(Data, folder.Write("p.yaml", pipeline), ("LOG__PARTITIONS", "2"), ("LOG__SEGMENTBYTES", "256KiB"), ("CHECKPOINTS__INTERVAL", "100ms")).ListeningAsync();

    private async Task CompareAsync(int readings)
    {
        var files = LogContents.Export(Data, "readings", folder.Path(""));
        var found = files.SelectMany(File.ReadLines).Where(line => line.StartsWith("{\"n\"", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("n").GetInt32()).ToHashSet();
        Assert.True(found.IsSupersetOf(Enumerable.Range(0, readings)), "an acknowledged reading is lost");
        Plant.Same(await Plant.BacktestAsync(folder, "p.yaml", files), Plant.Outputs.SelectMany(output => LogContents.Read(Data, output)).SelectMany(partition => partition), "the outputs");
    }

    private static IEnumerable<string> Reasons(JsonElement ready) => ready.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!);

    private static JsonElement Partition(JsonElement shards, int number) => shards.GetProperty("partitions")[number];

    /// <summary>Inverts a byte in the middle of a file; a second time puts it back.</summary>
    private static void Flip(string path)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = file.Length / 2;
        var value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)~value);
    }
}
