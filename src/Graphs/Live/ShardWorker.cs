using Millrace.Actors.Checkpoints;
using Millrace.Actors.Kernel;
using Millrace.Graphs.Sources;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Live;

/// <summary>One shard of a partition, with what it emitted and what is not yet in the output topics. One thread at a time.</summary>
internal sealed class ShardWorker(Shard shard, OutputJson json, OutputRoutes routes, PartitionOutputs outputs, RekeyWriters? rekeying = null)
{
    /// <summary>How many bytes of one output wait, at most, while the shard goes on: beyond that they are appended in between.</summary>
    private const int MaxPendingBytes = 1024 * 1024;

    private readonly RecordChunk[] pending = [.. routes.Names.Select(_ => new RecordChunk())];

    public Shard Shard => shard;

    /// <summary>The changes that the last checkpoint took, kept until the next.</summary>
    public ActorRows Changes { get; } = new();

    public void Process(Portion portion)
    {
        var silent = 0;
        for (var i = 0; i < portion.Count; i++)
        {
            Silence(portion, i, ref silent);
            var batch = portion[i];
            shard.Process(batch, 0, batch.Count);
            rekeying?.Route(batch, shard);
            TakeOutputs();
        }

        Silence(portion, portion.Count, ref silent);
    }

    public void Tick(DateTimeOffset now)
    {
        shard.Tick(now);
        rekeying?.Tell(shard);
        TakeOutputs();
    }

    /// <summary>Everything that is open fires.</summary>
    public void Finish()
    {
        for (var partition = 0; partition < shard.Options.Partitions; partition++)
            shard.Finish(partition);
        TakeOutputs();
    }

    /// <summary>Appends what is pending; what cannot be appended stays pending.</summary>
    /// <returns>Whether nothing is pending any more.</returns>
    public bool TryFlush()
    {
        var all = true;
        for (var i = 0; i < pending.Length; i++)
            all &= outputs.TryAppend(i, pending[i]);
        return all;
    }

    /// <summary>Encodes what the shard has emitted.</summary>
    public void TakeOutputs()
    {
        var emitted = shard.Outputs;
        var items = emitted.Items;
        for (var i = 0; i < items.Length; i++)
        {
            ref readonly var output = ref items[i];
            var key = output.Key == SymbolTable.Missing ? default : shard.Options.Symbols.Utf8(output.Key);
            var route = routes.Of(in output);
            pending[route].Add(json.Encode(emitted, i)[..^1], key);
            if (pending[route].Bytes > MaxPendingBytes)
                outputs.TryAppend(route, pending[route]);
        }

        emitted.Clear();
    }

    private void Silence(Portion portion, int batches, ref int next)
    {
        for (; next < portion.Silent.Count && portion.Silent[next].Batch == batches; next++)
        {
            shard.MarkIdle(portion.Silent[next].Partition);
            TakeOutputs();
        }
    }
}
