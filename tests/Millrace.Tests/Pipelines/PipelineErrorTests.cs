using Millrace.Graphs.Pipelines;

namespace Millrace.Tests.Pipelines;

/// <summary>Every kind of error, with its exact place: the place is where « stands in the text (which is taken out before it is read).</summary>
public sealed class PipelineErrorTests
{
    private const string Source = "source: { topic: t, key: k, time: ts }\n";

    [Theory]
    [InlineData("«windos: []", "a pipeline has no key 'windos'", "did you mean 'windows'?")]
    [InlineData("windows: «5", "'windows' is a list, not '5'", "")]
    [InlineData("windows: [«5]", "an item of 'windows' is a mapping, not '5'", "")]
    [InlineData("late: «a b", "'a b' cannot be the name of an output", "1 to 249")]
    [InlineData("late: «[a]", "'late' is a text, not a list", "")]
    [InlineData("watermark: { strategy: «bound }", "'strategy' is bounded or punctuated, not 'bound'", "did you mean 'bounded'?")]
    [InlineData("watermark: { maxOutOfOrderness: «-2s }", "cannot be negative", "at least 0s")]
    [InlineData("watermark: { maxOutOfOrderness: «2 }", "is a duration, not '2'", "250ms")]
    [InlineData("watermark: { strategy: punctuated, maxOutOfOrderness: «2s }", "control records alone", "leave")]
    [InlineData("watermark: { idleTimeout: «0s }", "'idleTimeout' cannot be 0s", "at least 1ms")]
    [InlineData("watermark: { per: «sensor }", "'per' is partition or key", "")]
    [InlineData("watermark: { «peer: key }", "watermark has no key 'peer'", "did you mean 'per'?")]
    [InlineData("late: x\n«late: y", "the key 'late' stands here twice; first at line 3, column 1", "leave one")]
    [InlineData("«[a]: 1", "a key cannot be a list", "")]
    [InlineData("? «{a: b}\n: 1", "a key cannot be a mapping", "")]
    public void Root_Wrong_IsReported(string text, string message, string mend) => Check("pipeline: p\n" + Source + text + "\n" + Window(""), message, mend);

    [Theory]
    [InlineData("source: «readings", "'source' is a mapping, not 'readings'", "")]
    [InlineData("source: { «topik: t }", "source has no key 'topik'", "did you mean 'topic'?")]
    [InlineData("source: { format: «xml }", "'format' is json or csv, not 'xml'", "")]
    [InlineData("source: { format: csv, delimiter: «';;' }", "';;' cannot separate cells", "")]
    [InlineData("source: { format: json, delimiter: «';' }", "JSON has no delimiter", "")]
    [InlineData("source: { timeZone: «Mars/Olympus }", "no time zone 'Mars/Olympus'", "IANA")]
    [InlineData("source: { fields: { value: «numbr } }", "no field type 'numbr'", "did you mean 'number'?")]
    [InlineData("source: { fields: «[value] }", "'fields' is a mapping, not a list", "")]
    [InlineData("source: { key: «k, fields: { k: number } }", "'k' is a key, and keys are texts", "")]
    public void Source_Wrong_IsReported(string text, string message, string mend) => Check("pipeline: p\n" + text + "\n" + Window(""), message, mend);

    [Theory]
    [InlineData("tumbling: «0s", "'tumbling' cannot be 0s", "at least 1ms")]
    [InlineData("tumbling: «-5m", "'tumbling' cannot be negative", "")]
    [InlineData("tumbling: «5", "'tumbling' is a duration, not '5'", "a number and a unit")]
    [InlineData("tumbling: «", "'tumbling' is a duration, not nothing", "")]
    [InlineData("tumbling: 5m, sliding: «{size: 5m, every: 1m}", "'tumbling' already", "one shape")]
    [InlineData("sliding: {size: 1m, every: «2m}", "'every' is longer than 'size'", "at most the size")]
    [InlineData("sliding: {size: 1m, every: «0s}", "'every' cannot be 0s", "")]
    [InlineData("sliding: «{size: 1m}", "sliding has no every", "")]
    [InlineData("sliding: «5m", "'sliding' is a mapping, not '5m'", "")]
    [InlineData("sliding: {size: 1000d, every: «1s}", "more than 100000 times", "a pane in memory")]
    [InlineData("cumulate: {size: «25m, every: 10m}", "no multiple of 'every'", "")]
    [InlineData("session: {gap: «0s}", "'gap' cannot be 0s", "")]
    [InlineData("session: «{maxDuration: 1h}", "no end without a gap", "add gap")]
    [InlineData("lookback: «0m", "'lookback' cannot be 0m", "")]
    [InlineData("count: «0", "'count' is 0", "a whole number from 1")]
    [InlineData("count: «2.5", "'count' is a whole number", "")]
    [InlineData("count: 5, allowedLateness: «1s", "allowedLateness has no meaning", "leave it out")]
    [InlineData("lookback: 5m, allowedLateness: «1s", "allowedLateness has no meaning", "leave it out")]
    [InlineData("lookback: 5m, early: «each", "early has no meaning", "leave it out")]
    [InlineData("count: 5, early: «1s", "does not look at the time", "each")]
    [InlineData("count: 5, offset: «1s", "offset has no meaning for a count window", "")]
    [InlineData("tumbling: 5m, early: «true", "'early' is a duration or each", "early: 10s")]
    [InlineData("tumbling: 5m, early: «0s", "'early' cannot be 0s", "")]
    [InlineData("tumbling: 5m, allowedLateness: «-1s", "'allowedLateness' cannot be negative", "")]
    [InlineData("tumbling: 5m, «agregate: {}", "a window has no key 'agregate'", "did you mean 'aggregate'?")]
    [InlineData("tumbling: 5m, to: «a/b", "'a/b' cannot be the name of an output", "")]
    [InlineData("tumbling: 5m, where: «[x]", "'where' is an expression, not a list", "")]
    [InlineData("tumbling: 5m, where: value >« 8s && x", "a number is followed directly by 's'", "no unit", 2)]
    [InlineData("tumbling: 5m, where: 'metric == ''a'' && «metric > 3'", "'>' takes numbers, but 'metric' is a text (used so at line 4, column 36)", "")]
    [InlineData("tumbling: 5m, where: \"metric == \\\"a\\\" && «metric > 3\"", "'>' takes numbers, but 'metric' is a text", "")]
    [InlineData("tumbling: 5m, where: «k > 3", "'k' is a text (a key at line 2, column 26)", "")]
    public void Window_Wrong_IsReported(string text, string message, string mend, int right = 0) =>
        Check("pipeline: p\n" + Source + $"windows:\n- {{ name: w, {text}, aggregate: {{ n: count() }} }}\n", message, mend, right);

    [Theory]
    [InlineData("aggregate: «{}", "a mapping of names to aggregates", "")]
    [InlineData("aggregate: «5", "a mapping of names to aggregates, not '5'", "")]
    [InlineData("aggregate: { a: «[x] }", "'a' is an aggregate, not a list", "")]
    [InlineData("aggregate: { a: «averge(x) }", "no aggregate 'averge'", "known: avg")]
    [InlineData("aggregate: { a: «vag(x) }", "no aggregate 'vag'", "did you mean 'avg'?")]
    [InlineData("aggregate: { a: «avg() }", "avg takes 1 argument, not 0", "write avg(value)")]
    [InlineData("aggregate: { a: «'count(x)' }", "count takes 0 arguments, not 1", "write count()", 1)]
    [InlineData("aggregate: { a: 'percentile(x, «101)' }", "a constant from 0 to 100", "")]
    [InlineData("aggregate: { a: 'percentile(x, «y)' }", "a constant from 0 to 100", "")]
    [InlineData("aggregate: { a: avg« }", "no aggregate without parentheses", "")]
    [InlineData("aggregate: { a: avg(x) «* 2 }", "'*' is not expected after the aggregate", "")]
    [InlineData("aggregate: { a: avg(«'x') }", "avg takes numbers, but 'x' is a text", "")]
    [InlineData("aggregate: { a: distinct(«lower(x)) }", "does not take a text that is computed", "")]
    [InlineData("aggregate: { a: last(x), b: count(), c: avg(x + 1) }, having: «a == 'x'", "must be alike", "", 5)]
    [InlineData("aggregate: { mean: avg(x) }, having: 1 < «maen", "there is no value 'maen'", "did you mean 'mean'?")]
    [InlineData("aggregate: { mean: avg(x) }, having: «mean", "a condition takes true or false, but 'mean' is a number", "compare it")]
    [InlineData("aggregate: { mean: avg(x) }, where: «x", "a condition takes true or false, but 'x' is a number (used so at", "", -1)]
    public void Aggregate_Wrong_IsReported(string text, string message, string mend, int right = 0)
    {
        if (right >= 0)
        {
            Check("pipeline: p\n" + Source + $"windows:\n- {{ name: w, tumbling: 5m, {text} }}\n", message, mend, right);
            return;
        }

        // The window's own condition is read first, so the contradiction shows at the aggregate.
        var load = PipelineFile.Parse("pipeline: p\n" + Source + $"windows:\n- {{ name: w, tumbling: 5m, {text.Replace("«", "", StringComparison.Ordinal)} }}\n", "p.yaml");
        Assert.Contains("avg takes numbers, but 'x' is true or false", Assert.Single(load.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("«aggregate: {}")]
    public void Window_WithoutShapeOrName_IsReported(string _)
    {
        var load = PipelineFile.Parse("pipeline: p\n" + Source + "windows:\n- { key: k }\n", "p.yaml");
        Assert.Equal(
            ["p.yaml:4:3: this window has no name", "p.yaml:4:3: this window has no shape", "p.yaml:4:3: this window has nothing to aggregate"],
            load.Errors.Select(e => e.ToString()));
    }

    [Theory]
    [InlineData("steps: «[]", "'steps' is empty", "")]
    [InlineData("steps: «5", "'steps' is a list, not '5'", "")]
    [InlineData("steps: [«5]", "an item of 'steps' is a mapping", "")]
    [InlineData("steps: [«{ where: x > 1 }]", "this step has no name", "add name:")]
    [InlineData("steps: [{ name: a, «wher: x > 1 }]", "a step has no key 'wher'", "did you mean 'where'?")]
    [InlineData("steps: [{ name: a }, { name: «a }]", "there is another step 'a' at line 4, column 30", "")]
    [InlineData("steps: [{ name: a, contiguity: «strict }]", "'contiguity' is followedBy or next or followedByAny, not 'strict'", "")]
    [InlineData("steps: [{ name: a, times: «0 }]", "'times' is 0", "a whole number from 1 to 65535")]
    [InlineData("steps: [{ name: a, times: { min: 3, max: «2 } }]", "'max' is less than 'min'", "")]
    [InlineData("steps: [{ name: a, times: «{} }]", "neither min nor max", "")]
    [InlineData("steps: [{ name: a, times: { «mim: 1, max: 2 } }]", "times has no key 'mim'", "did you mean 'min'?")]
    [InlineData("steps: [{ name: a, times: 2, oneOrMore: «true }]", "has 'times' already", "")]
    [InlineData("steps: [{ name: a, optional: «yes }]", "'optional' is true or false, not 'yes'", "")]
    [InlineData("steps: [{ name: a, oneOrMore: true, consecutive: true, combinations: «true }]", "either consecutive or has combinations", "")]
    [InlineData("steps: [{ name: a, consecutive: «true }]", "how the events of a loop lie", "add times or oneOrMore")]
    [InlineData("steps: [«{ name: a, greedy: true }]", "greedy takes", "")]
    [InlineData("steps: [«{ name: a, until: x > 1 }]", "until ends a loop", "")]
    [InlineData("steps: [«{ group: [{ name: a }], until: x > 1 }]", "the group is taken at most once", "")]
    [InlineData("steps: [«{ oneOf: [{ name: a }, { name: b }], until: x > 1 }]", "the oneOf is taken at most once", "")]
    [InlineData("steps: [{ group: [{ name: a }], oneOrMore: true, until: x > «b.value }, { name: b }]", "step 'b' comes later", "")]
    [InlineData("steps: [{ group: [{ name: a }], oneOrMore: true, until: x > «bb.value }, { name: b }]", "there is no step 'bb'", "")]
    [InlineData("steps: [«{ name: a, loopWithin: 5s }]", "loopWithin limits", "")]
    [InlineData("steps: [«{ name: a, not: true }, { name: b }]", "cannot begin with a negated step", "")]
    [InlineData("steps: [{ name: a }, «{ name: b, not: true }]", "has no within", "")]
    [InlineData("steps: [{ name: a }, «{ name: b, not: true, contiguity: followedByAny }, { name: c }]", "its contiguity is next or followedBy", "")]
    [InlineData("steps: [{ name: a }, «{ name: b, not: true, oneOrMore: true }, { name: c }]", "is negated and takes no events", "")]
    [InlineData("steps: [{ group: «[] }]", "'group' is empty", "")]
    [InlineData("steps: [«{ group: [{ name: a }], oneOrMore: true, greedy: true }]", "Only a step can be greedy", "")]
    [InlineData("steps: [{ oneOf: «[{ name: a }] }]", "a single alternative", "")]
    [InlineData("steps: [{ name: z }, { oneOf: «[{ name: a }, { name: b, not: true }] }, { name: c }]", "cannot be an alternative", "")]
    [InlineData("steps: [{ group: [{ name: a }], «name: g }]", "a group has no key 'name'", "")]
    [InlineData("within: «0s, steps: [{ name: a }]", "'within' cannot be 0s", "")]
    [InlineData("order: «event, steps: [{ name: a }]", "'order' is eventTime or arrival", "")]
    [InlineData("skip: «skipToNxt, steps: [{ name: a }]", "'skip' is noSkip or", "did you mean 'skipToNext'?")]
    [InlineData("skip: «skipToFirst, steps: [{ name: a }]", "'skipToFirst' names a step", "skip: { skipToFirst: STEP }")]
    [InlineData("skip: { skipToFirst: «spke }, steps: [{ name: spike }]", "no match can contain a step 'spke'", "did you mean 'spike'?")]
    [InlineData("skip: «{ }, steps: [{ name: a }]", "'skip' names one step", "")]
    [InlineData("timeouts: «true, steps: [{ name: a }]", "nothing can time out", "add within")]
    [InlineData("maxPartialMatches: «0, steps: [{ name: a }]", "'maxPartialMatches' is 0", "")]
    [InlineData("steps: [{ name: spike }, { name: rise, where: x > «spkie.value }]", "there is no step 'spkie'", "did you mean 'spike'?")]
    [InlineData("steps: [{ name: spike, where: x > «rise.value }, { name: rise }]", "step 'rise' comes later", "")]
    [InlineData("steps: [{ name: a }, { name: b, not: true }, { name: c, where: x > «b.value }]", "step 'b' is negated", "")]
    [InlineData("steps: [{ name: a }, { name: b, where: 'count(«aa) > 1' }]", "there is no step 'aa'", "did you mean 'a'?")]
    [InlineData("steps: [{ name: a }, { name: b, where: '«sqrt(a.x) > 1' }]", "there is no function 'sqrt' here", "")]
    [InlineData("where: «x = 5, steps: [{ name: a }]", "'=' means nothing here", "equality is ==", 2)]
    public void Pattern_Wrong_IsReported(string text, string message, string mend, int right = 0) =>
        Check("pipeline: p\n" + Source + $"patterns:\n- {{ name: q, {text} }}\n", message, mend, right);

    [Fact]
    public void Pattern_ThatCanNeverMatch_IsReported() => Check(
        "pipeline: p\n" + Source + "patterns:\n- { name: «q, steps: [{ name: a, where: x > 1 }, { name: b, where: x > 2, not: true }, { name: c, where: x > 2 }] }\n", "No readings can fulfil", "");

    [Fact]
    public void Step_InALoop_MayReferToOneThatStandsLaterInIt() =>
        Assert.Empty(PipelineFile.Parse("pipeline: p\n" + Source + "patterns:\n- { name: q, steps: [{ group: [{ name: a, where: count(b) < 3 }, { name: b }], oneOrMore: true, until: count(b) > 2 }] }\n", "p").Errors);

    [Fact]
    public void Expression_InABlockScalar_IsPlacedInItsLine()
    {
        Check("pipeline: p\n" + Source + "windows:\n- name: w\n  tumbling: 5m\n  where: >\n    value > 8 &&\n    metric == 'a' &&\n    «metric > 3\n  aggregate: { n: count() }\n", "'>' takes numbers", "");
        Check("pipeline: p\n" + Source + "windows:\n- name: w\n  tumbling: 5m\n  where: |\n    value > 8 &&\n    metric == 'a' &&\n    «metric > 3\n  aggregate: { n: count() }\n", "'>' takes numbers", "");
        Check("pipeline: p\n" + Source + "windows:\n- name: w\n  tumbling: 5m\n  where: value > 8 &&\n    metric == 'a' &&\n    «metric > 3\n  aggregate: { n: count() }\n", "'>' takes numbers", "");
        Check("pipeline: p\n" + Source + "windows:\n- name: w\n  tumbling: 5m\n  where: \"value > 8 &&\n    metric == '\\x61' &&\n    «metric > 3\"\n  aggregate: { n: count() }\n", "'>' takes numbers", "");
    }

    [Fact]
    public void File_WithManyErrors_GivesThemAllInOrder()
    {
        var load = PipelineFile.Parse(
            """
            pipeline: p
            source: { topic: t, key: k }
            windows:
            - { name: a, tumbling: 0s, aggregate: { n: count() } }
            - { name: a, sliding: { size: 1m, every: 5m }, where: "value >", aggregate: { n: cout() } }
            patterns:
            - { name: b, steps: [{ name: s, where: foo(1) }] }
            """,
            "dir/p.yaml");
        Assert.Null(load.Definition);
        Assert.Equal(
            [
                "dir/p.yaml:4:24: 'tumbling' cannot be 0s",
                "dir/p.yaml:5:11: there is another 'a' at line 4, column 11",
                "dir/p.yaml:5:42: 'every' is longer than 'size', so readings in between would be in no window",
                "dir/p.yaml:5:63: something is missing at the end",
                "dir/p.yaml:5:82: there is no aggregate 'cout'",
                "dir/p.yaml:7:40: there is no function 'foo' here",
            ],
            load.Errors.Select(e => e.ToString()));
    }

    [Theory]
    [InlineData("", "1:1: the file is empty")]
    [InlineData("# nothing", "1:1: the file is empty")]
    [InlineData("just text", "1:1: a pipeline file is a mapping, not 'just text'")]
    [InlineData("a: [b", "this is no YAML")]
    [InlineData("a: *b", "1:4: this is no YAML: there is no anchor &b")]
    [InlineData("a: \"b", "this is no YAML")]
    [InlineData("pipeline: p\n---\npipeline: q\n", "2:1: there is a second document")]
    public void Text_ThatIsNoPipeline_IsReported(string text, string message) =>
        Assert.Contains(PipelineFile.Parse(text, "p").Errors, e => e.ToString().Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Aliases_ThatMultiply_AreBounded()
    {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"a{i}: &a{i} [{string.Join(",", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains(PipelineFile.Parse(text, "p").Errors, e => e.Message.Contains("100000 values", StringComparison.Ordinal));
        Assert.Contains(PipelineFile.Parse(new string('[', 5000), "p").Errors, e => e.Message.Contains("64 deep", StringComparison.Ordinal));
        Assert.Contains(PipelineFile.Parse(new string('x', PipelineFile.MaxBytes + 1), "p").Errors, e => e.Mend.Contains("1048576", StringComparison.Ordinal));
    }

    [Fact]
    public void AnchorsAndMerges_AreRead()
    {
        var load = PipelineFile.Parse(
            """
            pipeline: p
            source: { topic: t, key: k }
            windows:
            - &base
              name: a
              tumbling: 5m
              where: &hot value > 8
              aggregate: { n: count() }
            - { <<: *base, name: b }
            patterns:
            - { name: c, steps: [{ name: s, where: *hot }] }
            """,
            "p");
        Assert.Empty(load.Errors);
        Assert.Same(load.Definition!.Windows[0].Definition.Where, load.Definition.Windows[1].Definition.Where);
    }

    [Fact]
    public void Load_FilesThatCannotBeRead_AreErrors()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, [0x61, 0x3A, 0x20, 0xFF, 0xFE]);
        Assert.Contains("not UTF-8", Assert.Single(PipelineFile.Load(path).Errors).Message, StringComparison.Ordinal);
        File.Delete(path);
        Assert.Contains("cannot be read", Assert.Single(PipelineFile.Load(path).Errors).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Single(PipelineFile.Load("").Errors).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Single(PipelineFile.Load(Path.GetTempPath()).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_RandomlyDamagedFile_NeverThrows()
    {
        const int seed = 3;
        var random = new Random(seed);
        var good = "pipeline: p\n" + Source + Window("where: \"a > 1 && b == 'x'\", ") + "patterns:\n- { name: q, within: 5s, skip: { skipToFirst: s }, steps: [{ name: s, where: a > s.a, times: { min: 1, max: 2 } }, { group: [{ name: u }] }, { oneOf: [{ name: x }, { name: y }] }] }\n";
        const string alphabet = "{}[]:,-#&*!|>'\"%@`?\n \tax19\\\0é\u2028\uD800";
        for (var i = 0; i < 3000; i++)
        {
            var text = good.ToCharArray().ToList();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(3))
                {
                    case 0:
                        text[at] = alphabet[random.Next(alphabet.Length)];
                        break;
                    case 1:
                        text.Insert(at, alphabet[random.Next(alphabet.Length)]);
                        break;
                    default:
                        text.RemoveRange(at, Math.Min(random.Next(20), text.Count - at));
                        break;
                }
            }

            var damaged = new string([.. text]);
            PipelineLoad? load = null;
            var thrown = Record.Exception(() => load = PipelineFile.Parse(damaged, "p"));
            Assert.True(thrown is null, $"seed {seed}, file {i}: {thrown}\n{damaged}");
            Assert.True(load!.Definition is null == load.Errors.Length > 0, damaged);
        }
    }

    private static string Window(string more) => $"windows:\n- {{ name: w, tumbling: 5m, {more}aggregate: {{ n: count() }} }}\n";

    private static void Check(string text, string message, string mend, int right = 0)
    {
        var index = text.IndexOf('«', StringComparison.Ordinal);
        var line = text[..index].Count(c => c == '\n') + 1;
        var column = index - text.LastIndexOf('\n', index) + right;
        var load = PipelineFile.Parse(text.Remove(index, 1), "p.yaml");
        Assert.Null(load.Definition);
        Assert.True(
            load.Errors.Any(e => (e.At.Line, e.At.Column) == (line, column) && e.Message.Contains(message, StringComparison.Ordinal) && e.Mend.Contains(mend, StringComparison.Ordinal)),
            $"expected {line}:{column} {message}\n{string.Join('\n', load.Errors.Select(e => $"{e} | {e.Mend}"))}");
    }
}
