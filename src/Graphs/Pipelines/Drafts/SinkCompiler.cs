using System.Collections.Immutable;
using Millrace.Graphs.Pipelines.Expressions;
using Millrace.Graphs.Sinks;

namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>Checks the sinks of a pipeline against each other and against its outputs.</summary>
internal static class SinkCompiler
{
    public static void Check(IReadOnlyList<SinkDraft> sinks, IReadOnlyCollection<string> outputs, ErrorList errors)
    {
        var names = new Dictionary<string, Placed<string>>(StringComparer.Ordinal);
        var targets = new Dictionary<string, Placed<string>>(StringComparer.Ordinal);
        foreach (var sink in sinks)
        {
            if (sink.Target is not { } target)
                continue; // its absence has been reported
            if (!names.TryAdd(sink.Name.Value, sink.Name))
                errors.Add(sink.Name.At, $"there is another sink '{sink.Name.Value}' at {names[sink.Name.Value].At}", "give each a name: its position is kept under it");
            if (!SinkName.IsGood(sink.Name.Value))
                errors.Add(sink.Name.At, $"'{sink.Name.Value}' cannot be the name of a sink", SinkName.Mend);
            if (SinkChecks.Problem(target.Value) is var (problem, mend))
                errors.Add(target.At, problem, mend);
            else if (Shared(target.Value) is { } one && !targets.TryAdd(one, sink.Name))
                errors.Add(target.At, $"the sink '{targets[one].Value}' writes to this already", "one sink with both outputs, or another target");
            CheckOutputs(sink, outputs, errors);
        }
    }

    public static SinkDefinition Compile(SinkDraft sink) =>
        new(sink.Name.Value, [.. sink.Outputs.Select(output => output.Value)], sink.Target!.Value.Value);

    private static void CheckOutputs(SinkDraft sink, IReadOnlyCollection<string> outputs, ErrorList errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in sink.Outputs)
        {
            if (!outputs.Contains(output.Value))
                errors.Add(output.At, $"there is no output '{output.Value}'", Suggestion.Mend(output.Value, outputs));
            else if (!seen.Add(output.Value))
                errors.Add(output.At, $"the output '{output.Value}' stands here twice", "leave one of them out");
        }
    }

    /// <summary>What only one sink can write to: a file is cut back to the length that its one writer knows.</summary>
    private static string? Shared(SinkTarget target) => target switch
    {
        FileTarget file => file.Path,
        ConsoleTarget => "console",
        _ => null,
    };
}
