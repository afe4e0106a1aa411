using System.Collections.Immutable;
using Millrace.Actors.Aggregates;
using Millrace.Actors.Kernel;
using Millrace.Graphs.Sinks;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines;

/// <summary>
/// A pipeline, checked and compiled: what a shard runs. Built from YAML by <see cref="PipelineFile"/>.
/// Its conditions are bound to <see cref="Symbols"/> and are for one thread: load once for each symbol table, that is for each shard.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Source">Where readings come from.</param>
/// <param name="Schema">The fields that the pipeline uses, with their types and columns; keys among them.</param>
/// <param name="Symbols">The table that batches given to it must use.</param>
public sealed record PipelineDefinition(string Name, SourceDefinition Source, ReadingSchema Schema, SymbolTable Symbols)
{
    /// <summary>How far a reading may lie behind when nothing is said: 5 s. It costs latency but no reading, where 0 would make each reading out of order late.</summary>
    public static readonly TimeSpan DefaultMaxOutOfOrderness = TimeSpan.FromSeconds(5);

    /// <summary>The output of late readings when nothing is said.</summary>
    public const string DefaultLate = "late-readings";

    /// <summary>The output of dead letters when nothing is said.</summary>
    public const string DefaultDeadLetters = "dead-letters";

    /// <summary>The output of notices.</summary>
    public const string Notices = "notices";

    /// <summary>How event time advances.</summary>
    public WatermarkStrategy Watermark { get; init; } = new() { MaxOutOfOrderness = DefaultMaxOutOfOrderness };

    /// <summary>The output of late readings; default <c>late-readings</c>.</summary>
    public string Late { get; init; } = DefaultLate;

    /// <summary>The output of records that could not be read or handled; default <c>dead-letters</c>.</summary>
    public string DeadLetters { get; init; } = DefaultDeadLetters;

    /// <summary>The windows in the order of the file.</summary>
    public ImmutableArray<PipelineWindow> Windows { get; init; } = [];

    /// <summary>The patterns in the order of the file.</summary>
    public ImmutableArray<PipelinePattern> Patterns { get; init; } = [];

    /// <summary>The actors of a developer's own; none from a file.</summary>
    public ImmutableArray<PipelineActor> Actors { get; init; } = [];

    /// <summary>Where outputs go besides the log, in the order of the file. A backtest passes them over.</summary>
    public ImmutableArray<SinkDefinition> Sinks { get; init; } = [];

    /// <summary>The names of all outputs, each once: those of windows, patterns and actors in their order, then late readings, dead letters and notices.</summary>
    public ImmutableArray<string> Outputs =>
    [
        .. Windows.Select(window => window.To)
            .Concat(Patterns.Select(pattern => pattern.To))
            .Concat(Actors.Select(actor => actor.To))
            .Append(Late)
            .Append(DeadLetters)
            .Append(Notices)
            .Distinct(),
    ];

    /// <summary>What the names of aggregate functions mean.</summary>
    public AggregateFunctions Functions { get; init; } = AggregateFunctions.BuiltIn;

    /// <summary>The fields of which nothing in the pipeline says what they hold: they are read as numbers.</summary>
    public ImmutableArray<string> AssumedNumbers { get; init; } = [];

    /// <summary>The name of the output that a record goes to, one of <see cref="Outputs"/>. Allocates nothing.</summary>
    /// <param name="output">A record of a shard that runs this pipeline.</param>
    public string OutputOf(in Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.Late:
                return Late;
            case OutputKind.DeadLetter:
                return DeadLetters;
            case OutputKind.Notice:
                return Notices;
            default:
                var table = output.Table;
                if (table < Windows.Length)
                    return Windows[table].To;
                table -= Windows.Length;
                return table < Patterns.Length ? Patterns[table].To : Actors[table - Patterns.Length].To;
        }
    }
}
