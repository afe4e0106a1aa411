using System.Collections.Immutable;
using System.Globalization;
using Millrace.Actors.Patterns;
using Millrace.Messages;
using Millrace.Oracles.Patterns;
using YamlDotNet.RepresentationModel;

namespace Millrace.Tests.Patterns;

/// <summary>A case of the fact tables, read without the pipeline loader: pattern, events, and what must come out.</summary>
internal sealed class PatternFact
{
    private readonly SymbolTable symbols = new();
    private readonly Dictionary<string, long> eventIds = [];
    private List<string> stepNames = [];

    private PatternFact(YamlMappingNode node, string file)
    {
        Name = $"{file}: {Text(node, "case")}";
        Definition = PatternOf(Map(node, "pattern")!);
        MaxOutOfOrderness = Text(node, "maxOutOfOrderness") is { } span ? (long)Span(span).TotalMilliseconds : null;
        Events = EventsOf(Lines(node, "events"));
        Matches = [.. Lines(node, "matches")];
        Timeouts = [.. Lines(node, "timeouts")];
    }

    public string Name { get; }

    public PatternDefinition Definition { get; }

    public long? MaxOutOfOrderness { get; }

    public IReadOnlyList<OracleEvent> Events { get; }

    /// <summary>The ids of the events of each match, in matching order.</summary>
    public ImmutableArray<string> Matches { get; }

    public ImmutableArray<string> Timeouts { get; }

    public static IEnumerable<PatternFact> AllIn(string folder, Action<string> unsupported)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            var stream = new YamlStream();
            using (var reader = new StreamReader(path))
                stream.Load(reader);
            foreach (var node in ((YamlSequenceNode)stream.Documents[0].RootNode).Cast<YamlMappingNode>())
            {
                if (!node.Children.ContainsKey("matches"))
                    continue;
                PatternFact? fact = null;
                try
                {
                    fact = new PatternFact(node, Path.GetFileName(path));
                }
                catch (NotSupportedException e)
                {
                    unsupported($"{Path.GetFileName(path)}: {Text(node, "case")}: {e.Message}");
                }

                if (fact is not null)
                    yield return fact;
            }
        }
    }

    /// <summary>A match of the oracle as the facts write it.</summary>
    public string TextOf(OracleMatch match)
    {
        var ids = eventIds.ToDictionary(e => e.Value, e => e.Key);
        var order = match.Events.Select(e => ids[e.Sequence]);
        return string.Join(' ', order) + (match.TimeoutAt is { } time ? $" @{time}" : "");
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
            if (node.Children.ContainsKey("until"))
                throw new NotSupportedException("until on a group");
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
                Until = Text(node, "until") is { } until ? ConditionOf(until) : null,
            };
        }

        return element with
        {
            Contiguity = ContiguityOf(Text(node, "contiguity")),
            Quantifier = QuantifierOf(node),
            Within = Text(node, "within") is { } within ? Span(within) : null,
            LoopWithin = Text(node, "loopWithin") is { } loop ? Span(loop) : null,
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

    private IReadOnlyList<OracleEvent> EventsOf(IEnumerable<string> lines)
    {
        var schema = ReadingSchema.Create(("name", FieldType.Text, false), ("price", FieldType.Number, false), ("volume", FieldType.Number, false));
        var batch = new ReadingBatch(schema, symbols, 64);
        foreach (var line in lines)
        {
            var row = batch.Count++;
            batch.Numbers[1][row] = double.NaN;
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            eventIds.Add(parts[0], row);
            batch.Symbols[0][row] = symbols.Intern(parts[1]);
            batch.Numbers[0][row] = double.Parse(parts[2], CultureInfo.InvariantCulture);
            foreach (var part in parts[3..])
            {
                if (part[0] == '@')
                    batch.Times[row] = long.Parse(part[1..], CultureInfo.InvariantCulture);
                else
                    batch.Numbers[1][row] = double.Parse(part["vol=".Length..], CultureInfo.InvariantCulture);
            }
        }

        return OracleEvent.AllOf(batch);
    }

    private static TimeSpan Span(string text) =>
        text.EndsWith("ms", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(int.Parse(text[..^2], CultureInfo.InvariantCulture))
        : text.EndsWith('s') ? TimeSpan.FromSeconds(int.Parse(text[..^1], CultureInfo.InvariantCulture))
        : throw new NotSupportedException(text);

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? (value as YamlScalarNode)?.Value : null;

    private static YamlMappingNode? Map(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? value as YamlMappingNode : null;

    private static IEnumerable<string> Lines(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? ((YamlSequenceNode)value).Select(line => ((YamlScalarNode)line).Value!) : [];
}
