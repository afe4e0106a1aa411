using Millrace.Host.Configuration;

namespace Millrace.Host.Service;

/// <summary>What a service is started with.</summary>
public sealed record ServiceSetup
{
    /// <summary>The pipeline, YAML.</summary>
    public required string PipelineText { get; init; }

    /// <summary>What errors call the pipeline's file.</summary>
    public required string PipelineName { get; init; }

    /// <summary>The folder of the log and, if nothing else is said, of the store; made when it is missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The SQLite file of the checkpoints; null for <c>checkpoints.db</c> in the data folder.</summary>
    public string? StorePath { get; init; }

    /// <summary>Every option.</summary>
    public ServiceOptions Options { get; init; } = new();

    /// <summary>Where it logs.</summary>
    public required ServiceLog Log { get; init; }

    /// <summary>The wall clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The value of an environment variable, for secrets of sinks; null when it is not set. Default: none is set.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    /// <summary>Where console sinks write.</summary>
    public Stream Console { get; init; } = Stream.Null;
}
