using System.Text;
using Millrace.Graphs.Results;
using Millrace.Messages;
using Millrace.TestKit;
using Millrace.Tests.Sinks;

namespace Millrace.Tests.Results;

public sealed class ResultReaderTests : IDisposable
{
    private readonly VirtualTime time = new(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));
    private readonly OutputLog log;
    private readonly List<ResultRecord> all = [];

    public ResultReaderTests()
    {
        log = new OutputLog(time, 2, "alerts", "results");
        var random = new Random(7);
        for (var i = 0; i < 600; i++)
        {
            var output = random.Next(3) == 0 ? "alerts" : "results";
            var partition = random.Next(2);
            var line = random.Next(10) == 0 ? Lines.DeadLetter(i) : Lines.Window(i);
            all.Add(new ResultRecord(output, partition, log[output, partition].End, time.GetUtcNow().ToUnixTimeMilliseconds(), Encoding.UTF8.GetBytes(line)));
            log.Add(output, partition, line);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    public void Dispose() => log.Dispose();

    [Theory]
    [InlineData(null, null, null, 1)]
    [InlineData(null, null, null, 7)]
    [InlineData(null, null, null, 10_000)]
    [InlineData("w", null, null, 100)]
    [InlineData(null, "s-1", null, 100)]
    [InlineData(null, null, "deadLetter", 10)]
    [InlineData("w", "s-2", "window", 33)]
    [InlineData("nothing", null, null, 10)]
    public void Pages_OneAfterTheOther_HoldWhatTheFilterTakesNewestFirst(string? name, string? key, string? type, int limit)
    {
        var expected = all.Where(record =>
        {
            var text = Encoding.UTF8.GetString(record.Json.Span);
            return (name is null || text.Contains($"\"name\":\"{name}\"", StringComparison.Ordinal))
                && (key is null || text.Contains($"\"key\":\"{key}\"", StringComparison.Ordinal))
                && (type is null || text.Contains($"\"type\":\"{type}\"", StringComparison.Ordinal));
        }).Reverse().Select(Show).ToArray();
        Assert.Equal(name == "nothing" ? 0 : 1, Math.Min(1, expected.Length));
        var found = new List<string>();
        ResultCursor? cursor = null;
        for (var pages = 0; pages == 0 || cursor is not null; pages++)
        {
            Assert.True(pages < 700);
            var page = new ResultReader(log.Topics).Read(new ResultFilter(name, key, type), limit, cursor);
            Assert.InRange(page.Records.Length, 0, limit);
            found.AddRange(page.Records.Select(Show));
            cursor = page.Next;
            if (cursor is not null)
                Assert.True(ResultCursor.TryParse(cursor.ToString(), out cursor)); // as it comes back from outside
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Read_ARangeOfTime_TakesWhatOverlapsIt()
    {
        static EventTime At(string text) => EventTimeText.TryParse(text, out var parsed) ? parsed : throw new ArgumentException(text);
        var filter = new ResultFilter(type: "window", from: At("2026-11-21T10:00:58Z"), to: At("2026-11-21T10:01:00Z"));
        var page = new ResultReader(log.Topics).Read(filter, 1000);
        var expected = all.Count(record => Encoding.UTF8.GetString(record.Json.Span).Contains("\"end\":\"2026-11-21T10:00:59", StringComparison.Ordinal));
        Assert.True(expected > 0);
        Assert.Equal(expected, page.Records.Length);
        Assert.Empty(new ResultReader(log.Topics).Read(new ResultFilter(type: "window", to: At("2026-11-21T10:00:00Z"))).Records);
        Assert.NotEmpty(new ResultReader(log.Topics).Read(new ResultFilter(type: "deadLetter", from: At("2026-11-21T10:00:00.300Z"))).Records);
        Assert.Empty(new ResultReader(log.Topics).Read(new ResultFilter(type: "deadLetter", from: At("2026-11-21T10:00:01Z"))).Records);
    }

    [Fact]
    public void Read_WhatIsNotCommitted_IsNotSeen()
    {
        log.Append("alerts", 0, Lines.Window(1_000));
        Assert.Equal(Show(all[^1]), Show(new ResultReader(log.Topics).Read(new ResultFilter(), 1).Records[0]));
        log["alerts", 0].Commit(log["alerts", 0].End);
        Assert.Contains("\"n\":1000", Encoding.UTF8.GetString(new ResultReader(log.Topics).Read(new ResultFilter(), 1).Records[0].Json.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void Read_LimitOutOfBounds_IsRefused(int limit) => Assert.Throws<ArgumentOutOfRangeException>(() => new ResultReader(log.Topics).Read(new ResultFilter(), limit));

    [Theory]
    [InlineData("a/0/5", true)]
    [InlineData("a/0/5;b-c.d/12/0", true)]
    [InlineData("", false)]
    [InlineData("a/0", false)]
    [InlineData("a/0/-5", false)]
    [InlineData("a/0/5;a/0/6", false)]
    [InlineData("a/x/5", false)]
    [InlineData("a/0/99999999999999999999", false)]
    [InlineData("a/0/5;", false)]
    public void Cursor_FromOutside_IsReadOrRefused(string text, bool isGood)
    {
        Assert.Equal(isGood, ResultCursor.TryParse(text, out var cursor));
        if (isGood)
            Assert.Equal(text, cursor!.ToString());
    }

    private static string Show(ResultRecord record) => $"{record.Output}/{record.Partition}/{record.Offset} {record.Arrival} {Encoding.UTF8.GetString(record.Json.Span)}";
}
