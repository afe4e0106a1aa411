using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Millrace.Graphs.Ingest;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;

namespace Millrace.Tests.Ingest;

public sealed class ReadingIngestTests
{
    private const string Pipeline = """
        pipeline: plant
        source: { topic: readings, key: sensor, partitionedBy: machine, time: time }
        windows:
          - { name: mean, tumbling: 1m, aggregate: { mean: avg(value) }, to: results }
        """;

    private const string Good = """{"sensor":"s-1","machine":"m-1","time":1000,"value":1.5,"unit":"K"}""";

    private static ReadingIngest Ingest(int partitions = 1, IngestLimits? limits = null, string pipeline = Pipeline) =>
        new(PipelineFile.Parse(pipeline, "p.yaml").Definition!, partitions, limits);

    private static string[] Lines(IngestBatch batch, int partition = 0) =>
        [.. batch.Records.Where(r => r.Partition == partition).SelectMany(r => Enumerable.Range(0, r.Records.Count).Select(i => Encoding.UTF8.GetString(r.Records.ValueOf(i))))];

    private static IngestBatch Read(ReadingIngest ingest, string body, OnBadReading mode = OnBadReading.Refuse, string key = "") =>
        ingest.Read(Encoding.UTF8.GetBytes(body), mode, Encoding.UTF8.GetBytes(key));

    [Theory]
    [InlineData(Good)]
    [InlineData(Good + "\n")]
    [InlineData("\r\n  " + Good + " \r\n\r\n")]
    [InlineData("[" + Good + "]")]
    [InlineData("\uFEFF [\n  " + Good + "\n]\n")]
    public void Body_WithOneReading_IsTakenAsItStands(string body)
    {
        using var batch = Read(Ingest(), body);
        Assert.False(batch.IsRefused);
        Assert.Equal((1, 0), (batch.Accepted, batch.Rejected));
        Assert.Equal([Good], Lines(batch));
    }

    [Fact]
    public void Element_OverSeveralLines_BecomesOneLine()
    {
        using var batch = Read(Ingest(), "[\n{\n\"sensor\": \"s\",\r\n\"time\":5,\"more\":[1,\n{\"a\":\"],[\\\"\"}]},{\"sensor\":\"t\",\"time\":6}\n]");
        Assert.Equal(["""{ "sensor": "s",  "time":5,"more":[1, {"a":"],[\""}]}""", """{"sensor":"t","time":6}"""], Lines(batch));
    }

    [Theory]
    [InlineData("{\"sensor\":\"s\",\"time\":1}\n\n{\"sensor\":\"s\",\"time\":1,\"value\":\"warm\"}", 3, 32, null, "field \"value\": expected a number")]
    [InlineData("{\"sensor\":\"s\"}", 1, null, null, "no time")]
    [InlineData("{\"time\":1}", 1, null, null, "no key: field \"sensor\"")]
    [InlineData("{\"time\":1", 1, 10, null, "the input ends in the middle of this record; not valid JSON")]
    [InlineData("[\n {\"sensor\":\"s\",\"time\":1},\n {\"sensor\":\"s\",\n  \"time\":\"noon\"}]", 4, 10, 2, "expected a time")]
    [InlineData("[\n {\"sensor\":\"s\",\"time\":1}, {\"sensor\":\"s\"}]", 2, 27, 2, "no time")]
    [InlineData("[{\"sensor\":\"s\n\",\"time\":1}]", 1, 14, 1, "a control character in a string")]
    [InlineData("[{\"sensor\":\"s\",\"time\":1},]", 1, 26, null, "expected an object as element 2")]
    [InlineData("[,]", 1, 2, null, "expected an object as element 1")]
    [InlineData("[]x", 1, 3, null, "nothing more")]
    [InlineData("[{\"sensor\":\"s\",\"time\":1}\n", 1, 2, null, "the array is not closed")]
    [InlineData("[\"", 1, 2, null, "the array is not closed")]
    [InlineData("[7]", 1, 2, 1, "expected a JSON object")]
    [InlineData(" \n ", 1, 1, null, "the body is empty")]
    [InlineData("", 1, null, null, "the body is empty")]
    public void Error_NamesItsPlace(string body, int line, int? column, int? element, string reason)
    {
        using var batch = Read(Ingest(), body);
        Assert.True(batch.IsRefused);
        Assert.Empty(batch.Records);
        var error = Assert.Single(batch.Errors);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal((line, column, element), (error.Line, error.Column, error.Element));
    }

    [Fact]
    public void Reading_LongerThanTheBound_IsRejected()
    {
        using var batch = Read(Ingest(limits: new IngestLimits { RecordBytes = 40 }), $"{{\"sensor\":\"s\",\"time\":1}}\n{Good}\n", OnBadReading.Keep);
        Assert.Equal((1, 1), (batch.Accepted, batch.Rejected));
        Assert.Contains("at most 40", batch.Errors[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_BeyondTheBound_AreCounted()
    {
        using var batch = Read(Ingest(), string.Concat(Enumerable.Repeat("{}\n", 150)), OnBadReading.Keep);
        Assert.Equal((0, 150, 100), (batch.Accepted, batch.Rejected, batch.Errors.Length));
    }

    [Fact]
    public void ControlRecord_GoesToEveryPartition()
    {
        using var batch = Read(Ingest(partitions: 3), Good + "\n{\"$watermark\":5000}\n");
        Assert.Equal(2, batch.Accepted);
        Assert.All([0, 1, 2], partition => Assert.Equal("{\"$watermark\":5000}", Lines(batch, partition)[^1]));
    }

    [Fact]
    public void Pipeline_WithoutKeyField_TakesTheKeyOfTheRequest()
    {
        var ingest = Ingest(pipeline: Pipeline.Replace("key: sensor, partitionedBy: machine, ", "", StringComparison.Ordinal));
        Assert.True(ingest.NeedsKey);
        using (var keyed = Read(ingest, "{\"time\":1}", key: "press"))
        {
            Assert.Equal("press", Encoding.UTF8.GetString(keyed.Records[0].Records.KeyOf(0)));
        }

        using var without = Read(ingest, "{\"time\":1}");
        Assert.Contains("no key", without.Errors[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Worker_AfterABrokenBody_ReadsTheNextOneAfresh()
    {
        var ingest = Ingest();
        for (var i = 0; i < 3; i++)
        {
            using (var broken = Read(ingest, new string('{', 70_000)))
            {
                Assert.Equal(1, broken.Errors[0].Line);
            }

            using var good = Read(ingest, Good);
            Assert.Equal([Good], Lines(good));
        }
    }

    [Fact]
    public void AnyMix_OfGoodAndBad_IsSplitAlikeInBothForms() =>
        Prop.ForAll(
            Gen.Elements(Line.All).ListOf().Where(lines => lines.Count > 0).ToArbitrary(),
            Gen.Choose(1, 5).ToArbitrary(),
            (lines, partitions) =>
            {
                var ingest = Ingest(partitions);
                foreach (var body in new[] { string.Join('\n', lines.Select(l => l.Text)), "[" + string.Join(",\n", lines.Select(l => l.Text)) + "]" })
                {
                    using var kept = Read(ingest, body, OnBadReading.Keep);
                    var bad = lines.Select((line, i) => (line, Number: i + 1)).Where(x => !x.line.IsGood).Select(x => x.Number).ToArray();
                    Assert.Equal((lines.Count - bad.Length, bad.Length), (kept.Accepted, kept.Rejected));
                    Assert.Equal(bad, kept.Errors.Select(error => error.Element ?? error.Line));
                    Assert.Equal(bad, kept.Errors.Select(error => error.Line));
                    for (var partition = 0; partition < partitions; partition++)
                    {
                        var expected = lines.Where(l => l.IsGood && (l.Machine is null || KeyHash.PartitionOf(Encoding.UTF8.GetBytes(l.Machine), partitions) == partition));
                        Assert.Equal(expected.Select(l => l.Text), Lines(kept, partition));
                    }

                    using var refused = Read(ingest, body);
                    Assert.Equal(bad.Length > 0, refused.IsRefused);
                    Assert.Equal(bad.Length > 0 ? 0 : lines.Count, refused.Accepted);
                }
            }).QuickCheckThrowOnFailure();

    private sealed record Line(string Text, bool IsGood, string? Machine = "")
    {
        public static readonly Line[] All =
        [
            .. Enumerable.Range(0, 6).Select(i => new Line($$$"""{"sensor":"s-{{{i}}}","machine":"m-{{{i}}}","time":{{{i}}},"value":{{{i}}}.5,"x":{"y":[{{{i}}}]}}""", true, $"m-{i}")),
            new Line("""{"sensor":"s-1","time":"2026-11-21T10:00:00Z"}""", true),
            new Line("""{"sensor":"ü [,","machine":"a\"b","time":7}""", true, "a\"b"),
            new Line("""{"$watermark":9000}""", true, null),
            new Line("""{"sensor":"s-1"}""", false),
            new Line("""{"sensor":"s-1","time":1,"value":true}""", false),
            new Line("""{"sensor":"s-1","time":1}}""", false),
            new Line("""nonsense""", false),
        ];
    }
}
