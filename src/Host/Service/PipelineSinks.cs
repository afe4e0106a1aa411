using Millrace.Actors.Checkpoints;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sinks;
using Millrace.Persistence.Sqlite;

namespace Millrace.Host.Service;

/// <summary>Makes the sinks that a pipeline names.</summary>
internal static class PipelineSinks
{
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="store">Where their positions are kept.</param>
    /// <param name="environment">The value of an environment variable, for secrets in headers.</param>
    /// <param name="console">Where a console sink writes.</param>
    /// <param name="clock">The wall clock.</param>
    /// <exception cref="SinkException">An environment variable that is needed is not set.</exception>
    public static IReadOnlyList<(ISink Sink, IReadOnlyList<string> Outputs)> Create(
        PipelineDefinition pipeline, ICheckpointStore store, Func<string, string?> environment, Stream console, TimeProvider clock) =>
        [.. pipeline.Sinks.Select(sink => (Create(sink, pipeline.Name, store, environment, console, clock), (IReadOnlyList<string>)[.. pipeline.Outputs.Where(sink.Takes)]))];

    private static ISink Create(SinkDefinition sink, string pipeline, ICheckpointStore store, Func<string, string?> environment, Stream console, TimeProvider clock)
    {
        var positions = new SinkPositions(store, pipeline, sink.Name);
        switch (sink.Target)
        {
            case FileTarget file:
                var path = Path.GetFullPath(file.Path);
                return new FileSink(sink.Name, new DiskFiles(Path.GetDirectoryName(path)!), Path.GetFileName(path), positions);
            case WebhookTarget webhook:
                return new WebhookSink(sink.Name, pipeline, webhook, WebhookSink.CreateHandler(), positions, environment, clock);
            case SqlTarget sql:
                return new SqlSink(sink.Name, pipeline, () => SqliteConnections.Open(Path.GetFullPath(sql.Sqlite)), sql.Table);
            case ConsoleTarget:
                return new ConsoleSink(sink.Name, console, positions);
            default:
                throw new InvalidOperationException($"There is no sink for {sink.Target}.");
        }
    }
}
