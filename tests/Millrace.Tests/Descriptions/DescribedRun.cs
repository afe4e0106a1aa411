using System.Text;
using System.Text.Json;
using Millrace.Actors.Descriptions;
using Millrace.Actors.Kernel;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Tests.Descriptions;

/// <summary>A pipeline fed record by record, asked in between what it holds.</summary>
internal sealed class DescribedRun
{
    private readonly string yaml;
    private readonly PipelineDefinition pipeline;
    private readonly OutputJson json;

    public DescribedRun(string yaml, ReadOnlySpan<byte> snapshot = default)
    {
        this.yaml = yaml;
        var load = PipelineFile.Parse(yaml, "described.yaml");
        Assert.Empty(load.Errors.Select(error => error.ToString()));
        pipeline = load.Definition!;
        Shard = PipelineShard.Create(pipeline, 1);
        json = new OutputJson(PipelineShard.Schemas(pipeline), pipeline.Symbols);
        if (!snapshot.IsEmpty)
            Shard.Restore(snapshot);
    }

    public Shard Shard { get; }

    public List<JsonElement> Outputs { get; } = [];

    public DescribedRun Send(params string[] records)
    {
        foreach (var record in records)
        {
            var batch = new ReadingBatch(pipeline.Schema, pipeline.Symbols, 1);
            var bytes = Encoding.UTF8.GetBytes(record + "\n");
            pipeline.Source.ToFormat().CreateDecoder(pipeline.Schema, pipeline.Symbols).Decode(bytes, 0, bytes.Length, true, batch);
            Shard.Process(batch, 0, batch.Count);
            Take();
        }

        return this;
    }

    public byte[] Snapshot()
    {
        var writer = new StateWriter(pipeline.Symbols);
        Shard.Snapshot(writer);
        return writer.Written.ToArray();
    }

    /// <summary>What would fire if the input ended now; this run goes on as if it had not been asked.</summary>
    public List<JsonElement> IfItEndedNow()
    {
        var copy = new DescribedRun(yaml, Snapshot());
        copy.Shard.Finish(0);
        copy.Take();
        return copy.Outputs;
    }

    public ActorDescription? Actor(string key, string table) =>
        Shard.Describe(key)?.Fields.SelectMany(field => field.Actors).SingleOrDefault(actor => actor.Table == table);

    private void Take()
    {
        for (var i = 0; i < Shard.Outputs.Count; i++)
            Outputs.Add(JsonDocument.Parse(json.Encode(Shard.Outputs, i).ToArray()).RootElement);
        Shard.Outputs.Clear();
    }
}
