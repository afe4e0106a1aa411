using System.Diagnostics;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Bench;

/// <summary>What an actor costs in memory: the managed heap after some readings of every sensor, all engine structures included (keys, slots, timers, rows), batches apart.</summary>
public static class Memory
{
    public static void PerKey(string name, int sensors, int rounds, Func<Workload, IEnumerable<ActorTable>> tables)
    {
        var workload = Workload.Create(1, 1, 1);
        var before = Settled();
        var symbols = workload.Symbols;
        var shard = Engine.Shard(workload, tables(workload));
        var batch = new ReadingBatch(workload.Schema, symbols, 4096) { Raw = "{}"u8.ToArray() };
        var keys = new int[sensors];
        var random = new Random(1);
        long results = 0;
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < rounds; round++)
        {
            for (var sensor = 0; sensor < sensors; sensor++)
            {
                if (round == 0)
                    keys[sensor] = symbols.Intern($"sensor-{sensor:D7}");
                var row = batch.Count++;
                batch.Times[row] = 1_763_700_000_000 + (round * 1000L) + (long)(1000.0 * sensor / sensors);
                batch.RawLengths[row] = 2;
                batch.Symbols[0][row] = keys[sensor];
                batch.Numbers[0][row] = random.NextDouble() * 100;
                if (batch.IsFull)
                    results += Send(shard, batch);
            }
        }

        results += Send(shard, batch);
        var bytes = Settled() - before - (sensors * sizeof(int));
        GC.KeepAlive(shard);
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-44} {bytes / (double)sensors,7:F0} B a key  {bytes / 1048576.0,8:F0} MiB heap  {Environment.WorkingSet / 1048576,6} MiB resident  {(long)sensors * rounds / watch.Elapsed.TotalSeconds / 1e6,6:F1} M/s  {results} results"));
        GC.KeepAlive(keys);
    }

    private static long Send(Shard shard, ReadingBatch batch)
    {
        shard.Process(batch, 0, batch.Count);
        batch.Clear();
        var results = shard.Outputs.Count;
        shard.Outputs.Clear();
        return results;
    }

    private static long Settled()
    {
        GC.Collect(2, GCCollectionMode.Forced, true, true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Forced, true, true);
        return GC.GetTotalMemory(true);
    }
}
