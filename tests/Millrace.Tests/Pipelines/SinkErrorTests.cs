using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sinks;

namespace Millrace.Tests.Pipelines;

/// <summary>The sinks of a pipeline file, and everything that can be wrong with them; the place is where « stands.</summary>
public sealed class SinkErrorTests
{
    private const string Head = "pipeline: p\nsource: { topic: t, key: k, time: ts }\nwindows:\n- { name: w, tumbling: 5m, aggregate: { n: count() }, to: results }\n- { name: v, tumbling: 1m, aggregate: { n: count() } }\n";

    [Theory]
    [InlineData("sinks: «5", "'sinks' is a list, not '5'", "")]
    [InlineData("sinks: [«5]", "an item of 'sinks' is a mapping", "")]
    [InlineData("sinks: [«{ name: x }]", "this sink has no target", "add one of file, webhook, sql, console")]
    [InlineData("sinks: [{ «fil: x, console: true }]", "a sink has no key 'fil'", "did you mean 'file'?")]
    [InlineData("sinks: [{ file: x.ndjson, console: «true }]", "this sink goes to 'file' already", "make two sinks")]
    [InlineData("sinks: [{ console: «false }]", "'console' is true, or the sink is left out", "")]
    [InlineData("sinks: [{ console: «1 }]", "'console' is true or false, not '1'", "")]
    [InlineData("sinks: [{ file: «[a] }]", "'file' is a text, not a list", "")]
    [InlineData("sinks: [{ file: «out/ }]", "'out/' names no file", "out/alerts.ndjson")]
    [InlineData("sinks: [{ outputs: [«result], console: true }]", "there is no output 'result'", "did you mean 'results'?")]
    [InlineData("sinks: [{ outputs: [«zzz], console: true }]", "there is no output 'zzz'", "known: results, v, late-readings, dead-letters, notices")]
    [InlineData("sinks: [{ outputs: [v, «v], console: true }]", "the output 'v' stands here twice", "")]
    [InlineData("sinks: [{ outputs: «[], console: true }]", "'outputs' is empty", "leave it out for all")]
    [InlineData("sinks: [{ outputs: «results, console: true }]", "'outputs' is a list of names", "")]
    [InlineData("sinks: [{ outputs: [«[v]], console: true }]", "is the name of an output, not a list", "")]
    [InlineData("sinks: [{ name: a, file: x }, { name: «a, file: y }]", "there is another sink 'a' at line 6, column 17", "its position is kept under it")]
    [InlineData("sinks: [{ file: x }, «{ file: y }]", "there is another sink 'file'", "give each a name")]
    [InlineData("sinks: [{ name: a, file: x }, { name: b, file: «x }]", "the sink 'a' writes to this already", "")]
    [InlineData("sinks: [{ name: «a/b, file: x }]", "'a/b' cannot be the name of a sink", "")]
    [InlineData("sinks: [{ webhook: «x }]", "'webhook' is a mapping, not 'x'", "url")]
    [InlineData("sinks: [{ webhook: «~ }]", "'webhook' is a mapping, not nothing", "")]
    [InlineData("sinks: [{ webhook: «{ batch: 5 } }]", "this web hook has no url", "")]
    [InlineData("sinks: [{ webhook: { url: «ftp://h/x } }]", "this is no address of a web hook", "http or https alone")]
    [InlineData("sinks: [{ webhook: { url: «hooks.example } }]", "this is no address of a web hook", "")]
    [InlineData("sinks: [{ webhook: { url: «\"https://u:p@h/\" } }]", "contains a user or password", "headers")]
    [InlineData("sinks: [{ webhook: { url: \"http://h/\", timeout: «0s } }]", "'timeout' cannot be 0s", "at least 100ms")]
    [InlineData("sinks: [{ webhook: { url: \"http://h/\", timeout: «1h } }]", "'timeout' is longer than 5m", "")]
    [InlineData("sinks: [{ webhook: { url: \"http://h/\", batch: «0 } }]", "'batch' is 0", "from 1 to 10000")]
    [InlineData("sinks: [{ webhook: { url: \"http://h/\", «retry: 5 } }]", "webhook has no key 'retry'", "")]
    [InlineData("sinks: [{ webhook: { url: \"http://h/\", headers: «[a] } }]", "'headers' is a mapping of names to texts", "")]
    [InlineData("sinks: [{ webhook: { url: \"http://h/\", headers: { \"a b\": «x } } }]", "'a b' cannot be the name of a header", "")]
    [InlineData("sinks: [{ webhook: { url: \"http://h/\", headers: { host: «x } } }]", "the header 'host' is set by the sink", "leave it out")]
    [InlineData("sinks: [{ webhook: { url: \"http://h/\", headers: { A: «\"x\\ny\" } } }]", "cannot stand in a header", "")]
    [InlineData("sinks: [{ webhook: { url: \"http://h/\", headers: { A: «\"Bearer ${TO KEN}\" } } }]", "is not followed by the name of an environment variable", "${NAME}")]
    [InlineData("sinks: [{ webhook: { url: \"http://h/\", headers: { A: «\"Bearer ${TOKEN\" } } }]", "is not followed by the name of an environment variable", "${NAME}")]
    [InlineData("sinks: [{ sql: «x }]", "'sql' is a mapping, not 'x'", "sqlite")]
    [InlineData("sinks: [{ sql: «{ table: t } }]", "this sink has no database", "")]
    [InlineData("sinks: [{ sql: «{ sqlite: a.db, table: \"x; drop\" } }]", "'x; drop' cannot be the name of a table", "")]
    public void Sink_Wrong_IsReported(string text, string message, string mend)
    {
        var marked = Head + text + "\n";
        var at = marked.IndexOf('«', StringComparison.Ordinal);
        var load = PipelineFile.Parse(marked.Remove(at, 1), "p.yaml");
        var error = Assert.Single(load.Errors);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(mend, error.Mend, StringComparison.Ordinal);
        Assert.Equal((6, at - marked.LastIndexOf('\n', at)), (error.At.Line, error.At.Column));
    }

    [Fact]
    public void Sinks_FileAndBuilder_SayTheSame()
    {
        const string sinks =
            """
            sinks:
              - { name: alerts-file, outputs: [results, v], file: out/alerts.ndjson }
              - { name: ops, outputs: [late-readings, notices], webhook: { url: "https://hooks.example/x?y=z", headers: { Authorization: "Bearer ${OPS_TOKEN}" }, timeout: 2s, batch: 100 } }
              - { sql: { sqlite: results.db, table: results } }
              - { console: true }
            """;
        var file = PipelineFile.Parse(Head + sinks, "p.yaml");
        Assert.Empty(file.Errors);
        var built = new PipelineBuilder("p")
            .Source("t", key: "k", time: "ts")
            .Window("w", w => w.Tumbling(TimeSpan.FromMinutes(5)).Aggregate("n", "count()").To("results"))
            .Window("v", w => w.Tumbling(TimeSpan.FromMinutes(1)).Aggregate("n", "count()"))
            .Sink(new FileTarget("out/alerts.ndjson"), "alerts-file", "results", "v")
            .Sink(
                new WebhookTarget(new Uri("https://hooks.example/x?y=z")) { Headers = [("Authorization", "Bearer ${OPS_TOKEN}")], Timeout = TimeSpan.FromSeconds(2), Batch = 100 },
                "ops",
                "late-readings",
                "notices")
            .Sink(new SqlTarget("results.db", "results"))
            .Sink(new ConsoleTarget())
            .Build();
        Assert.Empty(built.Errors);
        Assert.Equal(PipelineDescription.Describe(file.Definition!), PipelineDescription.Describe(built.Definition!));
        Assert.Equal(["alerts-file", "ops", "sql", "console"], file.Definition!.Sinks.Select(sink => sink.Name));
        var hook = Assert.IsType<WebhookTarget>(file.Definition.Sinks[1].Target);
        Assert.Equal((TimeSpan.FromSeconds(2), 100, "Bearer ${OPS_TOKEN}"), (hook.Timeout, hook.Batch, hook.Headers[0].Value));
        Assert.True(file.Definition.Sinks[3].Takes("anything"));
        Assert.False(file.Definition.Sinks[0].Takes("late-readings"));
        Assert.EndsWith(
            """
            sink ops
              takes       late-readings, notices
              webhook     POST https://hooks.example, at least once, up to 100 records a request, 2s each
              headers     Authorization

            sink sql
              takes       all outputs
              sql         table results of results.db, each once

            sink console
              takes       all outputs
              console     standard output, at least once

            """.ReplaceLineEndings("\n"),
            PipelineDescription.Describe(file.Definition),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Builder_WrongSinks_AreErrorsLikeInTheFile()
    {
        var load = new PipelineBuilder("p")
            .Source("t", key: "k")
            .Window("w", w => w.Tumbling(TimeSpan.FromMinutes(5)).Aggregate("n", "count()"))
            .Sink(new WebhookTarget(new Uri("ftp://h/x")))
            .Sink(new WebhookTarget(new Uri("http://h/x")) { Batch = 0 }, "b")
            .Sink(new WebhookTarget(new Uri("http://h/x")) { Timeout = TimeSpan.Zero }, "c")
            .Sink(new WebhookTarget(new Uri("http://h/x")) { Headers = [("Host", "x")] }, "d")
            .Sink(new SqlTarget("", "t"))
            .Sink(new ConsoleTarget(), null, "ww")
            .Build();
        Assert.Null(load.Definition);
        Assert.Equal(6, load.Errors.Length);
    }

    [Fact]
    public void Outputs_OfAPipeline_AreNamedOnceEach()
    {
        var definition = PipelineFile.Parse(
            Head + "patterns:\n- { name: q, within: 1m, timeouts: true, steps: [{ name: a, where: x > 1 }, { name: b, where: x > 2 }], to: results }\nlate: too-late\ndeadLetters: v\n", "p.yaml").Definition!;
        Assert.Equal(["results", "v", "too-late", "notices"], definition.Outputs);
        string Of(Millrace.Messages.OutputKind kind, int table) => definition.OutputOf(new Millrace.Messages.Output { Kind = kind, Table = table });
        Assert.Equal("results", Of(Millrace.Messages.OutputKind.Window, 0));
        Assert.Equal("v", Of(Millrace.Messages.OutputKind.Window, 1));
        Assert.Equal("results", Of(Millrace.Messages.OutputKind.Timeout, 2));
        Assert.Equal("too-late", Of(Millrace.Messages.OutputKind.Late, 1));
        Assert.Equal("v", Of(Millrace.Messages.OutputKind.DeadLetter, -1));
        Assert.Equal("notices", Of(Millrace.Messages.OutputKind.Notice, 2));
    }
}
