using System.Collections.Immutable;
using Millrace.Graphs.Pipelines.Drafts;
using Millrace.Graphs.Sinks;

namespace Millrace.Graphs.Pipelines.Yaml;

/// <summary>Reads one sink.</summary>
internal static class SinkReader
{
    private static readonly string[] Kinds = ["file", "webhook", "sql", "console"];
    internal static readonly string[] Keys = ["name", "outputs", .. Kinds];
    internal static readonly string[] WebhookKeys = ["url", "headers", "timeout", "batch"];
    internal static readonly string[] SqlKeys = ["sqlite", "table"];

    public static SinkDraft Read(MapReader reader)
    {
        var sink = new SinkDraft();
        var given = Kinds.Where(reader.Has).ToArray();
        if (given.Length == 0)
            reader.Report("", "this sink has no target", $"add one of {string.Join(", ", Kinds)}");
        foreach (var second in given.Skip(1))
            reader.Report(second, $"this sink goes to '{given[0]}' already", "one target a sink; make two sinks");
        sink.Name = reader.Text("name") ?? new Placed<string>(given.FirstOrDefault() ?? "", reader.At);
        ReadOutputs(sink, reader);
        if (given.Length > 0 && Target(reader, given[0]) is { } target)
            sink.Target = new Placed<SinkTarget>(target, reader.ValueAt(given[0]));
        return sink;
    }

    private static void ReadOutputs(SinkDraft sink, MapReader reader)
    {
        const string example = "write [alerts, dead-letters]; leave it out for all";
        if (reader.Value("outputs") is YamlList { Items.Count: > 0 } list)
        {
            foreach (var item in list.Items)
            {
                if (item is YamlText { IsNothing: false } text)
                    sink.Outputs.Add(new Placed<string>(text.Text, text.At));
                else
                    reader.Report(item, $"an item of 'outputs' is the name of an output, not {item.Kind}", example);
            }
        }
        else if (reader.Value("outputs") is YamlList)
        {
            reader.Report("outputs", "'outputs' is empty, so nothing would go to this sink", example);
        }
        else if (reader.Has("outputs"))
        {
            reader.Wrong("outputs", "a list of names of outputs", example);
        }
    }

    private static SinkTarget? Target(MapReader reader, string kind)
    {
        switch (kind)
        {
            case "file":
                return reader.Text("file") is { } path ? new FileTarget(path.Value) : null;
            case "webhook":
                return Webhook(reader);
            case "sql":
                return Sql(reader);
            default:
                if (reader.Flag("console") == false)
                    reader.Report("console", "'console' is true, or the sink is left out", "console: true");
                return reader.Flag("console", false) ? new ConsoleTarget() : null;
        }
    }

    private static WebhookTarget? Webhook(MapReader reader)
    {
        const string example = "write { url: \"https://example.org/hook\" }";
        if (reader.Mapping("webhook", "webhook", WebhookKeys, example) is not { } webhook)
        {
            if (reader.Value("webhook") is YamlText { IsNothing: true })
                reader.Wrong("webhook", "a mapping", example);
            return null;
        }

        if (!webhook.Has("url"))
            webhook.Report("url", "this web hook has no url", example);
        var headers = Headers(webhook);
        var timeout = webhook.Duration("timeout", TimeSpan.FromMilliseconds(100)) ?? WebhookTarget.DefaultTimeout;
        if (timeout > WebhookTarget.LongestTimeout)
            webhook.Report("timeout", "'timeout' is longer than 5m", "at most 5m: nothing else is delivered to this sink while a request waits");
        var batch = webhook.Count("batch", 1, WebhookTarget.LargestBatch) ?? WebhookTarget.DefaultBatch;
        if (webhook.Text("url") is not { } url)
            return null;
        if (SinkChecks.UrlProblem(url.Value) is var (problem, mend))
        {
            webhook.Report("url", problem, mend);
            return null;
        }

        timeout = timeout > WebhookTarget.LongestTimeout ? WebhookTarget.LongestTimeout : timeout;
        return new WebhookTarget(new Uri(url.Value)) { Headers = headers, Timeout = timeout, Batch = batch };
    }

    private static ImmutableArray<(string Name, string Value)> Headers(MapReader webhook)
    {
        const string example = "write { Authorization: \"Bearer ${TOKEN}\" }";
        if (webhook.Value("headers") is not YamlMap map)
        {
            if (webhook.Has("headers"))
                webhook.Wrong("headers", "a mapping of names to texts", example);
            return [];
        }

        var headers = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var (name, value) in map.Entries)
        {
            if (value is not YamlText text)
                webhook.Report(value, $"'{name.Text}' is a text, not {value.Kind}", example);
            else if (SinkChecks.HeaderProblem(name.Text, text.Text) is var (problem, mend))
                webhook.Report(value, problem, mend);
            else
                headers.Add((name.Text, text.Text));
        }

        return headers.ToImmutable();
    }

    private static SqlTarget? Sql(MapReader reader)
    {
        const string example = "write { sqlite: results.db, table: results }";
        if (reader.Mapping("sql", "sql", SqlKeys, example) is not { } sql)
        {
            if (reader.Value("sql") is YamlText { IsNothing: true })
                reader.Wrong("sql", "a mapping", example);
            return null;
        }

        if (!sql.Has("sqlite"))
            sql.Report("sqlite", "this sink has no database", example);
        var table = sql.Text("table") is { } given ? given.Value : SqlTarget.DefaultTable;
        return sql.Text("sqlite") is { } file ? new SqlTarget(file.Value, table) : null;
    }
}
