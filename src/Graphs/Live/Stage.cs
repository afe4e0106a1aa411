using System.Collections.Immutable;
using System.Text;
using Millrace.Actors.Kernel;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Live;

/// <summary>
/// The part of a pipeline that one topic feeds: the windows, patterns and actors whose keys its partitions keep together. The first is fed by the source; there is one
/// more, fed by a re-partition topic, for each other key field. With a single partition everything is together, and the first is all.
/// </summary>
/// <param name="Key">The field that the topic is keyed by; null for the source.</param>
/// <param name="Topic">The topic.</param>
internal sealed record Stage(string? Key, LogTopic Topic)
{
    /// <summary>The stages of a pipeline.</summary>
    public static ImmutableArray<Stage> Of(PipelineDefinition pipeline, LogTopic source, EmbeddedLog log)
    {
        if (source.Partitions.Length == 1)
            return [new Stage(null, source)];
        var others = PipelineShard.Tables(pipeline).Select(table => table.Actors.Key.Name).Distinct()
            .Where(key => key != pipeline.Source.Key && key != pipeline.Source.PartitionedBy);
        return [new Stage(null, source), .. others.Select(key => new Stage(key, log.Topic(TopicOf(pipeline.Name, key), source.Partitions.Length)))];
    }

    /// <summary>The worker of one shard: its tables are those of the stage.</summary>
    public ShardWorker CreateWorker(ShardSeed seed)
    {
        var pipeline = seed.Pipeline;
        var partitions = Topic.Partitions.Length;
        var tables = PipelineShard.Tables(pipeline).Where(table => partitions == 1 || Has(table.Actors.Key.Name, pipeline)).ToList();
        var options = new ShardOptions(pipeline.Schema, pipeline.Symbols)
        {
            // Behind a re-partition topic those who write it say who is silent.
            Watermark = Key is null || pipeline.Watermark.PerKey ? pipeline.Watermark : pipeline.Watermark with { IdleTimeout = null },
            Partitions = Key is null ? 1 : partitions,
            Share = seed.Share,
            RouteField = pipeline.Schema.Find(Key ?? pipeline.Source.PartitionedBy),
            Actors = seed.Actors,
        };
        var shard = new Shard(options, tables.Select(table => table.Actors));
        return new ShardWorker(shard, new OutputJson(tables.Select(table => table.Schema), pipeline.Symbols), new OutputRoutes(pipeline, tables), seed.Outputs, seed.Rekeying);
    }

    /// <summary>The fields by which something in this stage is keyed although neither the topic nor a shard's share keeps their keys together: only where there is a single partition, which feeds everything.</summary>
    public IReadOnlyList<string> StrangeKeys(PipelineDefinition pipeline) =>
        Topic.Partitions.Length > 1 ? [] : [.. PipelineShard.Tables(pipeline).Select(table => table.Actors.Key.Name).Distinct().Where(key => !Has(key, pipeline))];

    private bool Has(string key, PipelineDefinition pipeline) =>
        Key is null ? key == pipeline.Source.Key || key == pipeline.Source.PartitionedBy : key == Key;

    /// <summary><c>pipeline.by-field</c>; what a topic's name cannot hold becomes <c>_</c>, and then a hash keeps it apart from its like.</summary>
    private static string TopicOf(string pipeline, string key)
    {
        var exact = $"{pipeline}.by-{key}";
        var name = new StringBuilder();
        foreach (var letter in exact)
            name.Append(char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '_');
        return name.ToString() == exact ? exact : $"{name}-{KeyHash.Of(Encoding.UTF8.GetBytes(exact)):x8}";
    }
}
