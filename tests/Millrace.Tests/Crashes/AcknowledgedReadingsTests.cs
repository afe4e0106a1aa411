using System.Collections.Concurrent;
using System.Text.Json;
using Millrace.Tests.Host;

namespace Millrace.Tests.Crashes;

/// <summary>Acknowledged is durable: the program is killed right after an answer, again and again, and each reading that was acknowledged is in the log where the answer said.</summary>
[Collection(Processes.Name)]
public sealed class AcknowledgedReadingsTests(ITestOutputHelper report)
{
    private const int Kills = 20;
    private const int ARequest = 7;

    [Fact(Timeout = 300_000)]
    public async Task Readings_AcknowledgedRightBeforeAKill_AreInTheLog()
    {
        var random = new Random(1);
        using var folder = new ScratchFolder();
        var (pipeline, data) = (folder.Write("p.yaml", Plant.Pipeline("partition", "")), folder.Path("data"));
        var answers = new ConcurrentQueue<(long From, int Count, JsonElement Answer)>();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var all = new List<MillraceProcess>();
        MillraceProcess? current = null;
        var untilKill = 0; // acknowledged requests; whoever brings it to 0 kills

        using var feeder = new Feeder(() => Volatile.Read(ref current)?.Url, Plant.Reading)
        {
            Acknowledge = (from, count, answer) =>
            {
                answers.Enqueue((from, count, answer));
                if (Interlocked.Decrement(ref untilKill) == 0)
                    current!.Kill();
            },
        };
        var sending = feeder.SendAsync(long.MaxValue - ARequest, ARequest, connections: 6, limit.Token);
        for (var kill = 0; kill < Kills; kill++)
        {
            var next = MillraceProcess.Run(data, pipeline, ("LOG__PARTITIONS", "2"));
            all.Add(next);
            Volatile.Write(ref current, next);
            Volatile.Write(ref untilKill, random.Next(1, 200));
            while (!next.HasEnded)
            {
                Assert.False(sending.IsCompleted, sending.Exception?.ToString());
                await Task.Delay(5, limit.Token);
            }
        }

        await limit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        all.ForEach(one => one.Dispose());
        var log = LogContents.Read(data, "readings");
        report.WriteLine($"{Kills} kills, {answers.Count} acknowledged requests, {feeder.Repeated} sent again");
        Assert.True(answers.Count > Kills);
        foreach (var (from, count, answer) in answers)
        {
            var found = new List<long>();
            foreach (var part in answer.GetProperty("appended").EnumerateArray())
            {
                var records = log[part.GetProperty("partition").GetInt32()];
                found.AddRange(records.GetRange((int)part.GetProperty("offset").GetInt64(), part.GetProperty("records").GetInt32()).Select(Number));
            }

            found.Sort();
            Assert.Equal(Enumerable.Range(0, count).Select(i => from + i), found);
        }
    }

    private static long Number(string record) => JsonDocument.Parse(record).RootElement.GetProperty("n").GetInt64();
}
