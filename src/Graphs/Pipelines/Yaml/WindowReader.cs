using Millrace.Actors.Windows;
using Millrace.Graphs.Pipelines.Drafts;

namespace Millrace.Graphs.Pipelines.Yaml;

/// <summary>Reads one window.</summary>
internal static class WindowReader
{
    /// <summary>A bound on the memory of a key: a sliding or cumulating window keeps a pane for each step.</summary>
    private const long MostPanes = 100_000;

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);
    private static readonly string[] Shapes = ["tumbling", "sliding", "session", "cumulate", "lookback", "count"];
    internal static readonly string[] Keys = ["name", "where", "key", .. Shapes, "offset", "allowedLateness", "early", "aggregate", "having", "to"];

    public static WindowDraft Read(MapReader reader)
    {
        var window = new WindowDraft
        {
            Name = reader.Name("this window"),
            Key = reader.Text("key"),
            Where = reader.Expression("where"),
            Shape = Shape(reader),
            AllowedLateness = reader.Duration("allowedLateness", TimeSpan.Zero) ?? TimeSpan.Zero,
            Early = Early(reader),
            Having = reader.Expression("having"),
            To = reader.Output("to"),
        };
        if (window.Shape is LookbackWindow or CountWindow && window.AllowedLateness > TimeSpan.Zero)
            reader.Report("allowedLateness", "allowedLateness has no meaning for a lookback or count window", "leave it out: they have no end that a reading could be too late for");
        CheckEarly(window, reader);
        ReadAggregates(window, reader);
        return window;
    }

    private static void ReadAggregates(WindowDraft window, MapReader reader)
    {
        const string example = "write { mean: avg(value), readings: count() }";
        if (reader.Value("aggregate") is not YamlMap { Entries.Count: > 0 } aggregates)
        {
            if (reader.Has("aggregate"))
                reader.Wrong("aggregate", "a mapping of names to aggregates", example);
            else
                reader.Report("aggregate", "this window has nothing to aggregate", $"add aggregate: {example[6..]}");
            return;
        }

        foreach (var (name, value) in aggregates.Entries)
        {
            if (value is YamlText { IsNothing: false } call)
                window.Aggregates.Add((new Placed<string>(name.Text, name.At), reader.SourceOf(call)));
            else
                reader.Inner(aggregates, "", [.. aggregates.Entries.Select(e => e.Key.Text)]).Wrong(name.Text, "an aggregate", example);
        }
    }

    private static WindowShape? Shape(MapReader reader)
    {
        var given = Shapes.Where(reader.Has).ToArray();
        if (given.Length == 0)
            reader.Report("", "this window has no shape", $"add one of {string.Join(", ", Shapes)}");
        foreach (var second in given.Skip(1))
            reader.Report(second, $"this window is '{given[0]}' already", "one shape a window; make two windows");
        if (given.Length == 0)
            return null;
        var offset = reader.Duration("offset", null) ?? TimeSpan.Zero;
        if (reader.Has("offset") && given[0] is "session" or "lookback" or "count" && reader.Has("offset"))
            reader.Report("offset", $"offset has no meaning for a {given[0]} window", "leave it out: it shifts windows of a fixed grid");
        switch (given[0])
        {
            case "tumbling":
                return reader.Duration("tumbling", Least) is { } tumbling ? new TumblingWindow(tumbling, offset) : null;
            case "lookback":
                return reader.Duration("lookback", Least) is { } lookback ? new LookbackWindow(lookback) : null;
            case "count":
                return reader.Count("count", 1, 1_000_000_000) is { } count ? new CountWindow(count) : null;
            case "session":
                return Session(reader);
            default:
                return Grid(reader, given[0], offset);
        }
    }

    private static SessionWindow? Session(MapReader reader)
    {
        if (reader.Mapping("session", "session", ["gap", "maxDuration"], "write { gap: 5m }") is not { } session)
            return null;
        if (!session.Has("gap"))
            session.Report("gap", "a session has no end without a gap", "add gap: 5m");
        var longest = session.Duration("maxDuration", Least);
        return session.Duration("gap", Least) is { } gap ? new SessionWindow(gap, longest) : null;
    }

    private static WindowShape? Grid(MapReader reader, string shape, TimeSpan offset)
    {
        if (reader.Mapping(shape, shape, ["size", "every"], "write { size: 10m, every: 1m }") is not { } grid)
            return null;
        foreach (var key in new[] { "size", "every" })
        {
            if (!grid.Has(key))
                grid.Report(key, $"{shape} has no {key}", "write { size: 10m, every: 1m }");
        }

        var (wholly, each) = (grid.Duration("size", Least), grid.Duration("every", Least)); // both, so that both are checked
        if (wholly is not { } size || each is not { } every)
            return null;
        if (every > size)
            grid.Report("every", "'every' is longer than 'size', so readings in between would be in no window", "at most the size");
        else if (shape == "cumulate" && size.Ticks % every.Ticks != 0)
            grid.Report("size", "'size' is no multiple of 'every'", "a window grows by 'every' up to exactly 'size'");
        else if (size.Ticks / every.Ticks > MostPanes)
            grid.Report("every", $"'size' is more than {MostPanes} times 'every'", "a longer 'every': each is a pane in memory for each key");
        else
            return shape == "sliding" ? new SlidingWindow(size, every, offset) : new CumulateWindow(size, every, offset);
        return null;
    }

    private static EarlyResults? Early(MapReader reader)
    {
        if (reader.Value("early") is YamlText { Text: "each" })
            return new EarlyResults(null);
        if (reader.Value("early") is YamlText { Text: "true" or "false" } flag)
        {
            reader.Report("early", $"'early' is a duration or each, not {flag.Text}", "early: 10s for results every 10 s of event time, early: each for one after every reading");
            return null;
        }

        return reader.Duration("early", Least) is { } every ? new EarlyResults(every) : null;
    }

    private static void CheckEarly(WindowDraft window, MapReader reader)
    {
        if (window.Early is null)
            return;
        if (window.Shape is LookbackWindow)
            reader.Report("early", "early has no meaning for a lookback window", "leave it out: it fires after each reading");
        else if (window.Shape is CountWindow && window.Early.Every is not null)
            reader.Report("early", "a count window does not look at the time", "early: each, or leave it out");
    }
}
