using System.Collections.Immutable;
using Millrace.Actors.Checkpoints;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Live;

/// <summary>The graphs of a pipeline over an embedded log: which there are, and what each is made from.</summary>
internal sealed class PipelineGraphs
{
    private readonly LiveSetup setup;
    private readonly Func<LogPartition[], long> backlog;
    private readonly LiveOptions options;

    /// <param name="setup">What the pipeline is made from.</param>
    /// <param name="backlog">The bytes that the slowest reader of a graph's outputs has before it.</param>
    /// <exception cref="ArgumentException">The pipeline cannot run over this log.</exception>
    public PipelineGraphs(LiveSetup setup, Func<LogPartition[], long> backlog)
    {
        this.setup = setup;
        this.backlog = backlog;
        Definition = setup.Pipeline(new SymbolTable());
        var topic = Definition.Source.Topic;
        if (Definition.Outputs.Contains(topic))
            throw new ArgumentException($"The pipeline's source and one of its outputs are both named {topic}: it would read what it writes.", nameof(setup));
        Source = setup.Log.Topics.Contains(topic) ? setup.Log.Topic(topic) : setup.Log.Topic(topic, setup.Partitions);
        Stages = Stage.Of(Definition, Source, setup.Log);
        options = setup.Options;
        if (options.ShardsPerPartition > 1 && Stages[0].StrangeKeys(Definition) is { Count: > 0 } strange)
        {
            // A shard has the keys that its share of PartitionedBy brings it: those of another field would be torn apart.
            options = options with { ShardsPerPartition = 1 };
            setup.Report(new LiveEvent(
                LiveEventLevel.Warning,
                "oneShard",
                Source.Name,
                $"it has one partition and things keyed by {string.Join(", ", strange)}, which {Definition.Source.PartitionedBy} does not keep together: its keys cannot be shared, and it runs as one shard"));
        }

        Outputs = Definition.Outputs.ToImmutableDictionary(name => name, name => OutputTopic(name, Stages.Length * Source.Partitions.Length));
        if (setup.Options.Delivery == Delivery.AtLeastOnce)
            return;

        // Until a graph has gone back to its last checkpoint nobody knows which outputs stay: sinks are there before, and must not see what will be cut off.
        foreach (var written in Places.SelectMany(OutputsOf))
            written.Visibility = LogVisibility.Committed;
    }

    public PipelineDefinition Definition { get; }

    public LogTopic Source { get; }

    public ImmutableArray<Stage> Stages { get; }

    public ImmutableDictionary<string, LogTopic> Outputs { get; }

    /// <summary>Where there is a graph.</summary>
    public IEnumerable<GraphPlace> Places =>
        from stage in Enumerable.Range(0, Stages.Length)
        from partition in Enumerable.Range(0, Source.Partitions.Length)
        select new GraphPlace(stage, partition);

    /// <summary>The partition that a graph reads.</summary>
    public LogPartition SourceOf(GraphPlace place) => Stages[place.Stage].Topic.Partitions[place.Partition];

    /// <summary>The partitions that a graph writes, and it alone; in the order of the pipeline's outputs.</summary>
    public LogPartition[] OutputsOf(GraphPlace place) =>
        [.. Definition.Outputs.Select(name => Outputs[name].Partitions[(place.Stage * Source.Partitions.Length) + place.Partition])];

    /// <summary>A new graph, to be opened.</summary>
    public PartitionGraph Create(GraphPlace place)
    {
        var stage = Stages[place.Stage];
        var source = SourceOf(place);
        var written = OutputsOf(place);
        var symbols = new SymbolTable();
        var definition = setup.Pipeline(symbols);
        var name = $"{definition.Name}/{source.Name}";
        var outputs = new PartitionOutputs([.. definition.Outputs], written, options.Delivery);
        var rekeying = place.Stage == 0 && Stages.Length > 1
            ? new RekeyWriters([.. Stages.Skip(1).Select(next => new RekeyWriter(
                definition.Schema.Find(next.Key!)!, source.Index, next.Topic, definition.Watermark.PerKey))])
            : null;
        var decoder = (definition.Source.ToFormat() with { Encoding = RecordEncoding.Json }).CreateDecoder(definition.Schema, symbols);
        source.Hold(name, source.Start);
        return new PartitionGraph(new PartitionSetup
        {
            Name = name,
            Options = options,
            Clock = setup.Clock,
            Schema = definition.Schema,
            Symbols = symbols,
            Source = source.OpenReader(source.Start),
            FirstOffset = source.Start,
            Decoder = place.Stage == 0 ? new SourceDecoder(decoder, place.Partition) : new RekeyDecoder(decoder, Source.Partitions.Length),
            BatchRows = setup.BatchRows ?? (place.Stage == 0 ? 4096 : 512),
            CarriesWatermarks = place.Stage > 0 && !definition.Watermark.PerKey,
            Outputs = outputs,
            Store = setup.Store,
            CreateWorker = shard => stage.CreateWorker(new ShardSeed(
                shard == 0 ? definition : setup.Pipeline(symbols),
                new RouteShare(shard, options.ShardsPerPartition),
                setup.Store.Actors(name, new RouteShare(shard, options.ShardsPerPartition)),
                outputs,
                shard == 0 ? rekeying : null)),
            Rekeying = rekeying,
            Backlog = () => backlog(written),
            Committed = offset => source.Hold(name, offset),
            KeepTime = source.KeepTime,
            SyncTime = source.Sync,
            Run = options.ShardsPerPartition == 1 || setup.OneThread ? PartitionSetup.OneAfterTheOther : PartitionSetup.AtTheSameTime,
        });
    }

    private LogTopic OutputTopic(string name, int partitions)
    {
        if (!setup.Log.Topics.Contains(name))
            return setup.Log.Topic(name, partitions);
        var topic = setup.Log.Topic(name);
        return topic.Partitions.Length >= partitions
            ? topic
            : throw new ArgumentException($"The output {name} needs {partitions} partitions, one for each graph that writes it, and its topic has {topic.Partitions.Length}: give the output another name.", nameof(name));
    }
}
