using System.Collections.Immutable;
using Millrace.Actors.Aggregates;
using Millrace.Actors.Windows;
using Millrace.Graphs.Pipelines.Expressions;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>
/// Makes a definition of a draft: parses every expression, infers the types of the fields over all of them, lays out the columns and compiles.
/// Reports everything that is wrong, not the first.
/// </summary>
internal sealed class PipelineCompiler(PipelineDraft draft, PipelineOptions options, ErrorList errors)
{
    private readonly FieldTypes types = new();
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private readonly Dictionary<ExpressionSource, ExpressionNode> nodes = [];
    private readonly Dictionary<ExpressionSource, AggregateCall> calls = [];
    private readonly string sourceKey = KeyName(draft.Source.Key?.Value);

    /// <summary>The definition, or null when something is wrong with the draft, now or before.</summary>
    public PipelineDefinition? Compile()
    {
        CheckNames();
        DeclareFields();
        foreach (var window in draft.Windows)
            CheckWindow(window);
        foreach (var pattern in draft.Patterns)
            PatternCompiler.Check(pattern, errors, (source, scope) => Parse(source, scope, FieldType.Boolean));
        foreach (var window in draft.Windows)
            CheckHaving(window);
        SinkCompiler.Check(draft.Sinks, OutputNames(), errors);
        if (errors.Count > 0)
            return null;

        var schema = ReadingSchema.Create(types.Names.Select(name => (name, types.Of(name), keys.Contains(name))));
        var symbols = options.Symbols ?? new SymbolTable();
        var compiler = new ExpressionCompiler(schema, symbols);
        var source = draft.Source;
        var definition = new PipelineDefinition(
            draft.Name.Value,
            new SourceDefinition(source.Topic?.Value ?? "readings")
            {
                Format = source.Format,
                Delimiter = source.Delimiter,
                Key = sourceKey,
                PartitionedBy = source.PartitionedBy is { } by ? KeyName(by.Value) : sourceKey,
                Time = source.Time,
                TimeZone = source.TimeZone,
            },
            schema,
            symbols)
        {
            Watermark = draft.Watermark,
            Late = draft.Late?.Value ?? PipelineDefinition.DefaultLate,
            DeadLetters = draft.DeadLetters?.Value ?? PipelineDefinition.DefaultDeadLetters,
            Functions = options.Functions,
            AssumedNumbers = [.. types.Names.Where(name => !types.IsKnown(name))],
            Windows = [.. draft.Windows.Select(w => Window(w, schema, compiler))],
            Patterns = [.. draft.Patterns.Select(p => new PipelinePattern(
                PatternCompiler.Compile(p, compiler, nodes, errors),
                schema.Find(KeyOf(p.Key))!,
                p.To?.Value ?? p.Name.Value))],
            Sinks = [.. draft.Sinks.Select(SinkCompiler.Compile)],
        };
        return errors.Count == 0 ? definition : null;
    }

    /// <summary>As <see cref="PipelineDefinition.Outputs"/> will be; actors of a developer's own come later and have outputs of their own.</summary>
    private string[] OutputNames() =>
    [
        .. draft.Windows.Select(w => w.To?.Value ?? w.Name.Value)
            .Concat(draft.Patterns.Select(p => p.To?.Value ?? p.Name.Value))
            .Append(draft.Late?.Value ?? PipelineDefinition.DefaultLate)
            .Append(draft.DeadLetters?.Value ?? PipelineDefinition.DefaultDeadLetters)
            .Append(PipelineDefinition.Notices)
            .Distinct(),
    ];

    /// <summary><c>file</c> stands for the name of the file that a reading comes from, which is its message key.</summary>
    private static string KeyName(string? key) => key is null or "file" ? SourceDefinition.MessageKey : key;

    private string KeyOf(Placed<string>? key) => key is { } own && !(own.Value == "file" && sourceKey != SourceDefinition.MessageKey) ? KeyName(own.Value) : key?.Value ?? sourceKey;

    private void CheckNames()
    {
        if (draft.Windows.Count + draft.Patterns.Count == 0 && !draft.MayBeEmpty)
            errors.Add(draft.Name.At, "this pipeline has neither windows nor patterns", "add windows: or patterns:");
        var seen = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        var operators = draft.Windows.Select(w => (w.Name, w.To)).Concat(draft.Patterns.Select(p => (p.Name, p.To)));
        foreach (var (name, to) in operators)
        {
            if (name.Value.Length == 0)
                continue; // its absence has been reported
            if (!seen.TryAdd(name.Value, name.At))
                errors.Add(name.At, $"there is another '{name.Value}' at {seen[name.Value]}", "names are unique among windows and patterns");
            if (to is null && !OutputName.IsGood(name.Value))
                errors.Add(name.At, $"'{name.Value}' cannot also be the name of its output", $"add to: with {OutputName.Mend}");
        }
    }

    private void DeclareFields()
    {
        foreach (var (name, type) in draft.Source.Fields)
        {
            if (!types.Declare(name.Value, type, $"declared at {name.At}"))
                errors.Add(name.At, $"'{name.Value}' is declared twice, as different types");
        }

        DeclareKey(draft.Source.Key, sourceKey);
        if (draft.Source.PartitionedBy is { } by)
            DeclareKey(by, KeyName(by.Value));
        foreach (var key in draft.Windows.Select(w => w.Key).Concat(draft.Patterns.Select(p => p.Key)))
            DeclareKey(key, KeyOf(key));
    }

    private void DeclareKey(Placed<string>? place, string name)
    {
        keys.Add(name);
        if (!types.Declare(name, FieldType.Text, place is { } at ? $"a key at {at.At}" : "the key"))
            errors.Add(place?.At ?? draft.Name.At, $"'{name}' is a key, and keys are texts", "declare it as text in source.fields; numbers in records are taken by their text");
    }

    private ExpressionNode? Parse(ExpressionSource source, ExpressionScope scope, FieldType? expected)
    {
        if (ExpressionParser.Parse(source.Text, scope, out var error) is not { } node)
        {
            errors.Add(source, error!);
            return null;
        }

        Infer(node, expected, source);
        return nodes[source] = node;
    }

    private void Infer(ExpressionNode node, FieldType? expected, ExpressionSource source, string by = "a condition")
    {
        foreach (var error in types.Infer(node, expected, source, by))
            errors.Add(source, error);
    }

    private void CheckWindow(WindowDraft window)
    {
        if (window.Where is not null)
            Parse(window.Where, ExpressionScope.Reading, FieldType.Boolean);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, source) in window.Aggregates)
        {
            if (!seen.Add(name.Value))
                errors.Add(name.At, $"there are two values '{name.Value}'", "names are unique in a window");
            if (ExpressionParser.ParseAggregate(source.Text, out var error) is { } call)
                CheckCall(calls[source] = call, source);
            else
                errors.Add(source, error!);
        }
    }

    private void CheckCall(AggregateCall call, ExpressionSource source)
    {
        if (options.Functions.Find(call.Function) is not { } function)
        {
            errors.Add(source, new ExpressionError(call.Position, $"there is no aggregate '{call.Function}'", Suggestion.Mend(call.Function, [.. options.Functions.Names])));
            return;
        }

        var (count, example) = function.Arguments switch
        {
            AggregateArguments.None => (0, $"{call.Function}()"),
            AggregateArguments.NumberAndPercentage => (2, $"{call.Function}(value, 99)"),
            _ => (1, $"{call.Function}(value)"),
        };
        if (call.Arguments.Length != count)
        {
            errors.Add(source, new ExpressionError(call.Position, $"{call.Function} takes {count} argument{(count == 1 ? "" : "s")}, not {call.Arguments.Length}", $"write {example}"));
            return;
        }

        if (count == 0)
            return;
        var argument = call.Arguments[0];
        Infer(argument, function.Arguments == AggregateArguments.Any ? null : FieldType.Number, source, call.Function);
        if (NodeTypes.IsComputedText(argument))
            errors.Add(source, new ExpressionError(argument.Position, $"{call.Function} does not take a text that is computed", "give it the field itself"));
        if (count == 2 && ConstantFolder.Fold(call.Arguments[1]) is not NumberNode { Value: >= 0 and <= 100 })
            errors.Add(source, new ExpressionError(call.Arguments[1].Position, $"the second argument of {call.Function} is a constant from 0 to 100", $"write {example}"));
    }

    private void CheckHaving(WindowDraft window)
    {
        if (window.Having is not { } source)
            return;
        if (ExpressionParser.Parse(source.Text, ExpressionScope.Reading, out var error) is not { } node)
        {
            errors.Add(source, error!);
            return;
        }

        var values = FieldTypes.Only();
        foreach (var (name, call) in window.Aggregates.DistinctBy(a => a.Name.Value))
            values.Bind(name.Value, ResultType(call));
        foreach (var wrong in values.Infer(nodes[source] = node, FieldType.Boolean, source))
            errors.Add(source, wrong);
    }

    /// <summary>What <c>first</c> and <c>last</c> give is of their argument's type, so that its use here says what the field holds.</summary>
    private TypeVariable ResultType(ExpressionSource source) =>
        calls.GetValueOrDefault(source) is { Function: "first" or "last", Arguments: [var argument, ..] }
            ? types.VariableOf(argument, source)
            : TypeVariable.Of(FieldType.Number);

    private PipelineWindow Window(WindowDraft window, ReadingSchema schema, ExpressionCompiler compiler)
    {
        var aggregates = window.Aggregates.Select(a => Aggregate(a.Name.Value, calls[a.Call], compiler)).ToImmutableArray();
        var definition = new WindowDefinition(window.Name.Value, window.Shape!, aggregates)
        {
            Where = window.Where is null ? null : compiler.Condition(nodes[window.Where]),
            AllowedLateness = window.AllowedLateness,
            Early = window.Early,
            Having = window.Having is null ? null : compiler.ResultCondition(nodes[window.Having], aggregates),
        };
        if (WindowActors.Check(definition) is { } fault)
            errors.Add(window.Name.At, fault);
        return new PipelineWindow(definition, schema.Find(KeyOf(window.Key))!, window.To?.Value ?? window.Name.Value);
    }

    private static AggregateDefinition Aggregate(string name, AggregateCall call, ExpressionCompiler compiler) => new(
        name,
        call.Function,
        call.Arguments.IsEmpty ? null : compiler.Projection(call.Arguments[0]),
        call.Arguments.Length < 2 ? double.NaN : ((NumberNode)ConstantFolder.Fold(call.Arguments[1])).Value);
}
