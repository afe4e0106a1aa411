using Millrace.Actors.Patterns;
using Millrace.Graphs.Pipelines.Drafts;

namespace Millrace.Graphs.Pipelines.Yaml;

/// <summary>Reads one pattern with its steps.</summary>
internal static class PatternReader
{
    private const int MostTimes = ushort.MaxValue;
    private const int MostSteps = 1000;
    private const int DeepestGroup = 16;

    internal static readonly string[] Keys = ["name", "key", "within", "where", "order", "skip", "timeouts", "maxPartialMatches", "steps", "to"];
    internal static readonly string[] GroupKeys = ["contiguity", "times", "oneOrMore", "optional", "greedy", "consecutive", "combinations", "until", "within", "loopWithin"];
    internal static readonly string[] StepKeys = ["name", "where", "not", .. GroupKeys];

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    public static PatternDraft Read(MapReader reader)
    {
        var pattern = new PatternDraft
        {
            Name = reader.Name("this pattern"),
            Key = reader.Text("key"),
            Within = reader.Duration("within", Least),
            Where = reader.Expression("where"),
            Order = reader.Choice("order", ("eventTime", MatchOrder.EventTime), ("arrival", MatchOrder.Arrival)) ?? MatchOrder.EventTime,
            Skip = Skip(reader),
            Timeouts = reader.Flag("timeouts", false),
            MaxPartialMatches = reader.Count("maxPartialMatches", 1, 10_000_000) ?? 10_000,
            To = reader.Output("to"),
        };
        if (pattern.Timeouts && !reader.Has("within") && !HasWithin(reader.Value("steps")))
            reader.Report("timeouts", "without a limit of time nothing can time out", "add within");
        if (!reader.Has("steps"))
            reader.Report("steps", "this pattern has no steps", "add steps: with at least one");
        ReadElements(reader, "steps", pattern.Elements, 0);
        if (pattern.Steps.Skip(MostSteps).FirstOrDefault() is { } excess)
            reader.Report("steps", $"this pattern has more than {MostSteps} steps; the first too many is '{excess.Name.Value}'", "split the pattern");
        return pattern;
    }

    private static bool HasWithin(YamlValue? value) => value switch
    {
        YamlList list => list.Items.Any(HasWithin),
        YamlMap map => map.Entries.Any(e => e.Key.Text is "within" or "loopWithin" || HasWithin(e.Value)),
        _ => false,
    };

    private static void ReadElements(MapReader reader, string key, List<ElementDraft> into, int depth)
    {
        if (reader.Value(key) is YamlList { Items.Count: 0 } or YamlText { IsNothing: true })
            reader.Report(key, $"'{key}' is empty", "at least one step");
        if (depth > DeepestGroup)
        {
            reader.Report(key, $"groups are nested more than {DeepestGroup} deep");
            return;
        }

        foreach (var map in reader.Mappings(key, "write - { name: NAME, where: CONDITION }"))
            into.Add(Element(reader, map, depth));
    }

    private static ElementDraft Element(MapReader outer, YamlMap map, int depth)
    {
        var kind = map.Find("group") is not null ? ElementKind.Group : map.Find("oneOf") is not null ? ElementKind.Choice : ElementKind.Step;
        var reader = kind switch
        {
            ElementKind.Group => outer.Inner(map, "a group", ["group", .. GroupKeys]),
            ElementKind.Choice => outer.Inner(map, "oneOf", ["oneOf", .. GroupKeys]),
            _ => outer.Inner(map, "a step", [.. StepKeys, "group", "oneOf"]),
        };
        var element = new ElementDraft
        {
            Kind = kind,
            At = map.At,
            Contiguity = reader.Choice(
                "contiguity",
                ("followedBy", Contiguity.FollowedBy),
                ("next", Contiguity.Next),
                ("followedByAny", Contiguity.FollowedByAny)) ?? Contiguity.FollowedBy,
            Quantifier = Quantifier(reader),
            Within = reader.Duration("within", Least),
            LoopWithin = reader.Duration("loopWithin", Least),
            Until = reader.Expression("until"),
        };
        if (kind == ElementKind.Step)
        {
            element.Name = reader.Name("this step");
            element.Where = reader.Expression("where");
            element.Not = reader.Flag("not", false);
            return element;
        }

        ReadElements(reader, kind == ElementKind.Group ? "group" : "oneOf", element.Children, depth + 1);
        if (kind == ElementKind.Choice && reader.Value("oneOf") is YamlList { Items.Count: 1 })
            reader.Report("oneOf", "'oneOf' has a single alternative", "at least two, or a plain step");
        if (kind == ElementKind.Choice && element.Children.Find(c => c.Not) is { } negated)
            outer.Inner(map, "", [.. map.Entries.Select(e => e.Key.Text)]).Report("oneOf", $"the negated step '{negated.Name.Value}' cannot be an alternative", "put it before or after the oneOf");
        return element;
    }

    private static Quantifier Quantifier(MapReader reader)
    {
        var (least, most) = (1, (int?)1);
        if (reader.Value("times") is YamlMap)
        {
            var range = reader.Mapping("times", "times", ["min", "max"], "")!;
            least = range.Count("min", 1, MostTimes) ?? 1;
            most = range.Count("max", 1, MostTimes);
            if (!range.Has("min") && !range.Has("max"))
                reader.Report("times", "'times' has neither min nor max", "write { min: 2, max: 4 }");
            if (most < least)
                range.Report("max", "'max' is less than 'min'", "give the smaller number as min");
        }
        else if (reader.Count("times", 1, MostTimes) is { } times)
        {
            (least, most) = (times, times);
        }

        if (reader.Flag("oneOrMore", false))
        {
            if (reader.Has("times"))
                reader.Report("oneOrMore", "this step has 'times' already", "times: { min: 2 } means two or more");
            else
                most = null;
        }

        var (consecutive, combinations) = (reader.Flag("consecutive", false), reader.Flag("combinations", false));
        if (consecutive && combinations)
            reader.Report("combinations", "a loop is either consecutive or has combinations", "leave one of them out");
        if ((consecutive || combinations) && most == 1)
            reader.Report(consecutive ? "consecutive" : "combinations", "it says how the events of a loop lie to each other, and this is no loop", "add times or oneOrMore");
        return new Quantifier(least, most)
        {
            Optional = reader.Flag("optional", false),
            Greedy = reader.Flag("greedy", false),
            Inner = consecutive ? Contiguity.Next : combinations ? Contiguity.FollowedByAny : Contiguity.FollowedBy,
        };
    }

    private static Placed<SkipStrategy> Skip(MapReader reader)
    {
        var at = reader.ValueAt("skip");
        if (reader.Value("skip") is YamlMap)
        {
            var target = reader.Mapping("skip", "skip", ["skipToFirst", "skipToLast"], "")!;
            if (target.Has("skipToFirst") == target.Has("skipToLast"))
                reader.Report("skip", "'skip' names one step to skip to", "write { skipToFirst: STEP } or { skipToLast: STEP }");
            if (target.Text("skipToFirst") is { } first)
                return new Placed<SkipStrategy>(SkipStrategy.ToFirst(first.Value), first.At);
            return target.Text("skipToLast") is { } last
                ? new Placed<SkipStrategy>(SkipStrategy.ToLast(last.Value), last.At)
                : new Placed<SkipStrategy>(SkipStrategy.NoSkip, at);
        }

        if (reader.Value("skip") is YamlText { Text: "skipToFirst" or "skipToLast" } without)
        {
            reader.Report("skip", $"'{without.Text}' names a step", $"write skip: {{ {without.Text}: STEP }}");
            return new Placed<SkipStrategy>(SkipStrategy.NoSkip, at);
        }

        var kind = reader.Choice("skip", ("noSkip", SkipKind.None), ("skipToNext", SkipKind.ToNext), ("skipPastLastEvent", SkipKind.PastLastEvent));
        return new Placed<SkipStrategy>(kind is { } plain ? new SkipStrategy(plain) : SkipStrategy.NoSkip, at);
    }
}
