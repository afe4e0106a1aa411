using System.Collections.Immutable;
using Millrace.Graphs.Pipelines.Expressions;

namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>The errors of one file. Bounded: past a hundred nobody reads on.</summary>
internal sealed class ErrorList(string file)
{
    private const int Most = 100;
    private readonly List<PipelineError> errors = [];

    public int Count => errors.Count;

    /// <summary>In the order of their place; those of one place as they were found.</summary>
    public ImmutableArray<PipelineError> Sorted => [.. errors.OrderBy(e => e.At.Line).ThenBy(e => e.At.Column).Take(Most)];

    public void Add(SourcePosition at, string message, string mend = "")
    {
        var error = new PipelineError(file, at, message, mend);
        if (errors.Count < Most * 10 && !errors.Contains(error))
            errors.Add(error);
    }

    public void Add(ExpressionSource source, ExpressionError error) => Add(source.At(error.Position), error.Message, error.Mend);
}
