using System.Collections.Immutable;
using System.Globalization;
using Millrace.Actors.Patterns;
using Millrace.Messages;
using Millrace.Oracles.Patterns;
using Millrace.Tests.Patterns.Facts;
using YamlDotNet.RepresentationModel;

namespace Millrace.Tests.Patterns;

/// <summary>A fact as the oracle takes it, translated without the pipeline loader and its expression compiler: a second reading of both.</summary>
internal sealed class TranslatedFact
{
    private readonly SymbolTable symbols = new();
    private readonly IReadOnlyList<string> eventIds;
    private List<string> stepNames = [];

    /// <exception cref="NotSupportedException">A definition cannot say what the fact asks.</exception>
    public TranslatedFact(PatternFact fact)
    {
        using var reader = new StringReader(fact.PatternYaml);
        var yaml = new YamlStream();
        yaml.Load(reader);
        Definition = PatternOf((YamlMappingNode)yaml.Documents[0].RootNode);
        eventIds = [.. fact.Events.Select(e => e.Id)];
        Events = EventsOf(fact.Events);
    }

    public PatternDefinition Definition { get; }

    public IReadOnlyList<OracleEvent> Events { get; }

    /// <summary>A match of the oracle as the facts write it.</summary>
    public string TextOf(OracleMatch match)
    {
        var ids = match.Events.Select(e => eventIds[(int)e.Sequence]);
        return string.Join(' ', ids) + (match.TimeoutAt is { } time ? $" @{time}" : "");
    }

    private PatternDefinition PatternOf(YamlMappingNode node)
    {
        var steps = (YamlSequenceNode)node["steps"];
        stepNames = [.. NamesOf(steps)];
        return new PatternDefinition("fact", ElementsOf(steps))
        {
            Where = null,
            Within = Text(node, "within") is { } within ? Span(within) : null,
            Timeouts = Text(node, "timeouts") == "true",
            Skip = SkipOf(node),
        };
    }

    private static IEnumerable<string> NamesOf(YamlSequenceNode steps) => steps.Cast<YamlMappingNode>().SelectMany(step =>
        Text(step, "name") is { } name ? [name] : NamesOf((YamlSequenceNode)step.Children[step.Children.ContainsKey("group") ? "group" : "oneOf"]));

    private static SkipStrategy SkipOf(YamlMappingNode node)
    {
        if (Map(node, "skip") is { } map)
            return Text(map, "skipToFirst") is { } first ? SkipStrategy.ToFirst(first) : SkipStrategy.ToLast(Text(map, "skipToLast")!);
        return Text(node, "skip") switch
        {
            null or "noSkip" => SkipStrategy.NoSkip,
            "skipToNext" => SkipStrategy.ToNext,
            "skipPastLastEvent" => SkipStrategy.PastLastEvent,
            var other => throw new NotSupportedException(other),
        };
    }

    private ImmutableArray<PatternElement> ElementsOf(YamlSequenceNode steps) => [.. steps.Cast<YamlMappingNode>().Select(ElementOf)];

    private PatternElement ElementOf(YamlMappingNode node)
    {
        PatternElement element;
        if (node.Children.TryGetValue("group", out var group))
        {
            element = new Group(ElementsOf((YamlSequenceNode)group));
        }
        else if (node.Children.TryGetValue("oneOf", out var choice))
        {
            element = new Choice(ElementsOf((YamlSequenceNode)choice));
        }
        else
        {
            element = new Step(Text(node, "name")!, ConditionOf(Text(node, "where")!))
            {
                Not = Text(node, "not") == "true",
            };
        }

        return element with
        {
            Contiguity = ContiguityOf(Text(node, "contiguity")),
            Quantifier = QuantifierOf(node),
            Within = Text(node, "within") is { } within ? Span(within) : null,
            LoopWithin = Text(node, "loopWithin") is { } loop ? Span(loop) : null,
            Until = Text(node, "until") is { } until ? ConditionOf(until) : null,
        };
    }

    private StepCondition ConditionOf(string text) => new(null, new FactExpression(text, symbols, stepNames));

    private static Contiguity ContiguityOf(string? text) => text switch
    {
        null or "followedBy" => Contiguity.FollowedBy,
        "next" => Contiguity.Next,
        "followedByAny" => Contiguity.FollowedByAny,
        _ => throw new NotSupportedException(text),
    };

    private static Quantifier QuantifierOf(YamlMappingNode node)
    {
        var (min, max) = (1, (int?)1);
        if (Text(node, "oneOrMore") == "true")
            max = null;
        else if (Map(node, "times") is { } range)
            (min, max) = (int.Parse(Text(range, "min")!, CultureInfo.InvariantCulture), Text(range, "max") is { } m ? int.Parse(m, CultureInfo.InvariantCulture) : null);
        else if (Text(node, "times") is { } times)
            max = min = int.Parse(times, CultureInfo.InvariantCulture);
        return new Quantifier(min, max)
        {
            Optional = Text(node, "optional") == "true",
            Greedy = Text(node, "greedy") == "true",
            Inner = Text(node, "consecutive") == "true" ? Contiguity.Next
                : Text(node, "combinations") == "true" ? Contiguity.FollowedByAny : Contiguity.FollowedBy,
        };
    }

    private IReadOnlyList<OracleEvent> EventsOf(IReadOnlyList<FactEvent> events)
    {
        var schema = ReadingSchema.Create(("name", FieldType.Text, false), ("price", FieldType.Number, false), ("volume", FieldType.Number, false));
        var batch = new ReadingBatch(schema, symbols, events.Count);
        foreach (var e in events)
        {
            var row = batch.Count++;
            batch.Times[row] = e.Time;
            batch.Symbols[0][row] = symbols.Intern(e.Name);
            batch.Numbers[0][row] = e.Price;
            batch.Numbers[1][row] = e.Volume ?? double.NaN;
        }

        return OracleEvent.AllOf(batch);
    }

    private static TimeSpan Span(string text) =>
        text.EndsWith("ms", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(int.Parse(text[..^2], CultureInfo.InvariantCulture))
        : text.EndsWith('s') ? TimeSpan.FromSeconds(int.Parse(text[..^1], CultureInfo.InvariantCulture))
        : throw new NotSupportedException(text);

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? (value as YamlScalarNode)?.Value : null;

    private static YamlMappingNode? Map(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? value as YamlMappingNode : null;
}
