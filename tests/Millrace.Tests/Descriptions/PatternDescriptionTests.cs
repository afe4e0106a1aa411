using Millrace.Actors.Descriptions;
using Millrace.Messages;

namespace Millrace.Tests.Descriptions;

/// <summary>What pattern detectors say of themselves in the middle of a match.</summary>
public sealed class PatternDescriptionTests
{
    [Fact]
    public void Sequence_HalfWay_SaysWhatItTookAndWaitsFor()
    {
        var run = Run("within: 60s, order: arrival", "{ name: spike, where: \"value > 8\" }", "{ name: rise, where: \"value < 0\" }");
        run.Send(Reading(1_000, 9));
        var partial = Assert.Single(run.Actor("m", "p")!.PartialMatches);
        Assert.Equal("spike:1000", Taken(partial.Taken));
        Assert.Equal("""{"key":"m","time":1000,"value":9}""", System.Text.Encoding.UTF8.GetString(partial.Taken.Steps[0].Events[0].Json.Span));
        Assert.Equal("rise |  |  | 1970-01-01T00:01:01.000Z", Waits(partial));
        Assert.Equal(new EventTime(61_000), run.Actor("m", "p")!.NextTimer);
        run.Send(Reading(2_000, -1));
        Assert.Empty(run.Actor("m", "p")!.PartialMatches);
        Assert.Equal("match", run.Outputs.Single().GetProperty("type").GetString());
    }

    [Fact]
    public void Loop_InTheMiddle_WaitsForItselfAndWhatFollows()
    {
        var run = Run("within: 60s, order: arrival, skip: noSkip", "{ name: a, where: \"value > 8\" }", "{ name: b, where: \"value > 5\", times: { min: 2, max: 4 } }", "{ name: c, where: \"value < 0\" }");
        run.Send(Reading(1_000, 9), Reading(2_000, 6));
        var once = Assert.Single(run.Actor("m", "p")!.PartialMatches);
        Assert.Equal(("a:1000 b:2000", "b"), (Taken(once.Taken), string.Join(' ', once.WaitsFor)));
        run.Send(Reading(3_000, 7));
        var twice = run.Actor("m", "p")!.PartialMatches.Single(partial => Taken(partial.Taken) == "a:1000 b:2000,3000");
        Assert.Equal(["b", "c"], twice.WaitsFor);
        Assert.Equal(new EventTime(3_000), twice.Last);
    }

    [Fact]
    public void Group_InTheMiddle_WaitsForItsNextStepOrItsFirst()
    {
        var run = Run("within: 60s, order: arrival", "{ name: a, where: \"value > 8\" }",
            "{ group: [ { name: b, where: \"value == 1\" }, { name: c, where: \"value == 2\" } ], oneOrMore: true }", "{ name: d, where: \"value < 0\" }");
        run.Send(Reading(1_000, 9), Reading(2_000, 1));
        Assert.Equal(["c"], run.Actor("m", "p")!.PartialMatches.Single(partial => Taken(partial.Taken) == "a:1000 b:2000").WaitsFor);
        run.Send(Reading(3_000, 2));
        Assert.Equal(["b", "d"], run.Actor("m", "p")!.PartialMatches.Single(partial => Taken(partial.Taken) == "a:1000 b:2000 c:3000").WaitsFor);
    }

    [Fact]
    public void Negation_AtTheEnd_SaysWhenItIsComplete()
    {
        var run = Run("within: 30s, order: arrival", "{ name: started, where: \"value > 8\" }", "{ name: stopped, where: \"value < 0\", not: true }");
        run.Send(Reading(1_000, 9));
        var partial = Assert.Single(run.Actor("m", "p")!.PartialMatches);
        Assert.Equal(" | stopped | 1970-01-01T00:00:31.000Z | ", Waits(partial));
        run.Send(Reading(31_000, 1));
        Assert.Equal("match", run.Outputs.Single().GetProperty("type").GetString());
        Assert.Empty(run.Actor("m", "p")!.PartialMatches);
    }

    [Fact]
    public void Negation_InTheMiddle_IsWatchedWhileTheNextStepIsAwaited()
    {
        var run = Run("within: 30s, order: arrival", "{ name: a, where: \"value > 8\" }", "{ name: not_b, where: \"value < 0\", not: true }", "{ name: c, where: \"value == 1\", within: 5s }");
        run.Send(Reading(1_000, 9));
        var partial = Assert.Single(run.Actor("m", "p")!.PartialMatches);
        Assert.Equal("c | not_b |  | 1970-01-01T00:00:06.000Z", Waits(partial));
    }

    [Fact]
    public void Readings_AheadOfTheWatermark_AreCountedAsWaiting()
    {
        var run = Run("within: 60s", "{ name: spike, where: \"value > 8\" }", "{ name: rise, where: \"value < 0\" }");
        run.Send(Reading(1_000, 9), Reading(1_200, -1), Reading(1_300, -1));
        Assert.Equal((3, 0), (run.Actor("m", "p")!.WaitingReadings, run.Actor("m", "p")!.OpenPartialMatches));
        run.Send(Reading(3_100, 1)); // the watermark is at 1099
        Assert.Equal((2, 1), (run.Actor("m", "p")!.WaitingReadings, run.Actor("m", "p")!.OpenPartialMatches));
    }

    [Fact]
    public void Match_BehindAnOlderPartialMatch_IsHeld()
    {
        var run = Run("within: 60s, order: arrival, skip: skipPastLastEvent", "{ name: a, where: \"value > 8\" }", "{ name: b, where: \"value > 9 && value > a.value\", contiguity: followedBy }", "{ name: c, where: \"value > b.value\" }");
        run.Send(Reading(1_000, 20), Reading(2_000, 10), Reading(3_000, 11), Reading(4_000, 12));
        var actor = run.Actor("m", "p")!;
        Assert.Empty(run.Outputs);
        Assert.Equal((1, "a:2000 b:3000 c:4000"), (actor.HeldMatchCount, Taken(Assert.Single(actor.HeldMatches))));
        Assert.Equal("a:1000", Taken(actor.PartialMatches[0].Taken));
    }

    /// <summary>At every reading of a random stream: each partial match that is said to run out of time does, at that time and with those events, if nothing more comes.</summary>
    [Fact]
    public void PartialMatches_IfNothingMoreComes_TimeOutWhenTheySay()
    {
        var run = Run("within: 40ms, timeouts: true, order: arrival", "{ name: a, where: \"value > 6\" }", "{ name: b, where: \"value < a.value - 3\", oneOrMore: true, within: 30ms }", "{ name: c, where: \"value == 9\", within: 15ms }");
        var random = new Random(5);
        var seen = 0;
        for (var i = 0; i < 300; i++)
        {
            run.Send(Reading(i * 4, random.Next(10)));
            var said = (run.Actor("m", "p")?.PartialMatches ?? []).Select(partial => $"{partial.TimesOutAt} {Taken(partial.Taken)}").Order(StringComparer.Ordinal);
            var comes = run.IfItEndedNow().Where(output => output.GetProperty("type").GetString() == "timeout").Select(output =>
                output.GetProperty("end").GetString() + " " + string.Join(' ', output.GetProperty("events").EnumerateObject().Select(step =>
                    step.Name + ":" + string.Join(',', step.Value.EnumerateArray().Select(taken => taken.GetProperty("time").GetInt64()))))).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(comes, said);
            seen += comes.Count;
            var before = run.Snapshot();
            run.Shard.Describe("m");
            Assert.Equal(before, run.Snapshot());
        }

        Assert.True(seen > 200, $"{seen} timeouts is not much of a test.");
    }

    private static string Waits(OpenPartialMatch partial) =>
        $"{string.Join(' ', partial.WaitsFor)} | {string.Join(' ', partial.MustNotCome)} | {partial.CompletesAt} | {partial.TimesOutAt}";

    private static string Taken(MatchDetail match) =>
        string.Join(' ', match.Steps.Select(step => step.Name + ":" + string.Join(',', step.Events.Select(taken => taken.Time.Milliseconds))));

    private static string Reading(long time, double value) => FormattableString.Invariant($"{{\"key\":\"m\",\"time\":{time},\"value\":{value}}}");

    private static DescribedRun Run(string settings, params string[] steps) => new($$"""
        pipeline: described
        source: { topic: readings, format: json, key: key, time: time }
        watermark: { strategy: bounded, maxOutOfOrderness: 2s }
        patterns:
          - { name: p, to: out, {{settings}}, steps: [ {{string.Join(", ", steps)}} ] }
        """);
}
