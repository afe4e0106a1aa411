using System.Globalization;
using System.Text;
using Millrace.Messages;

namespace Millrace.Tests.Codecs;

public sealed class EventTimeTextTests
{
    [Theory]
    [InlineData("2026-11-21T10:00:00Z", "2026-11-21T10:00:00.000Z")]
    [InlineData("2026-11-21 10:00:00", "2026-11-21T10:00:00.000Z")]
    [InlineData("2026-11-21t10:00z", "2026-11-21T10:00:00.000Z")]
    [InlineData("2026-11-21", "2026-11-21T00:00:00.000Z")]
    [InlineData("2026-11-21T10:00:00.1", "2026-11-21T10:00:00.100Z")]
    [InlineData("2026-11-21T10:00:00,123456789Z", "2026-11-21T10:00:00.123Z")]
    [InlineData("2026-11-21T10:00:00.999999+02:00", "2026-11-21T08:00:00.999Z")]
    [InlineData("2026-11-21T10:00:00+0530", "2026-11-21T04:30:00.000Z")]
    [InlineData("2026-11-21T10:00:00 -08", "2026-11-21T18:00:00.000Z")]
    [InlineData("2024-02-29T23:59:59.999Z", "2024-02-29T23:59:59.999Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z")]
    public void Parse_EveryForm_GivesTheMoment(string text, string expected)
    {
        Assert.True(EventTimeText.TryParse(text, out var time));
        Assert.Equal(expected, time.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-21T")]
    [InlineData("2026-11-21T10")]
    [InlineData("2026-02-29")]
    [InlineData("2026-13-01")]
    [InlineData("2026-00-01")]
    [InlineData("0000-01-01")]
    [InlineData("2026-11-21T24:00:00Z")]
    [InlineData("2026-11-21T23:59:60Z")]
    [InlineData("2026-11-21T10:00:00.Z")]
    [InlineData("2026-11-21T10:00:00.1234567890Z")]
    [InlineData("2026-11-21T10:00:00Zx")]
    [InlineData("2026-11-21T10:00:00+2")]
    [InlineData("2026-11-21T10:00:00+02:0")]
    [InlineData("2026-11-21T10:00:00+19:00")]
    [InlineData("2026/11/21 10:00:00")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("２026-11-21")]
    public void Parse_AnythingElse_IsRefused(string text) => Assert.False(EventTimeText.TryParse(text, out _));

    [Fact]
    public void Format_RandomTimes_IsWhatTheLibraryWritesAndReadsBack()
    {
        var random = new Random(7);
        var parser = new EventTimeParser();
        Span<byte> buffer = stackalloc byte[EventTimeText.MaxLength];
        for (var i = 0; i < 100_000; i++)
        {
            var time = new EventTime(random.NextInt64(EventTime.Earliest.Milliseconds, EventTime.Latest.Milliseconds + 1));
            var written = buffer[..EventTimeText.Format(time, buffer)];
            Assert.Equal(time.ToString(), Encoding.ASCII.GetString(written));
            Assert.True(parser.TryParse(written, out var read));
            Assert.Equal(time, read);
        }

        Assert.Equal("9223372036854775807", Encoding.ASCII.GetString(buffer[..EventTimeText.Format(EventTime.MaxValue, buffer)]));
    }

    [Theory]
    [InlineData("2026-07-01T12:00:00", "2026-07-01T10:00:00.000Z")]
    [InlineData("2026-01-01T12:00:00", "2026-01-01T11:00:00.000Z")]
    [InlineData("2026-03-29T02:30:00", "2026-03-29T01:30:00.000Z")] // skipped: read with the offset from before
    [InlineData("2026-03-29T03:00:00", "2026-03-29T01:00:00.000Z")]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T00:30:00.000Z")] // twice: the first
    [InlineData("2026-10-25T03:00:00", "2026-10-25T02:00:00.000Z")]
    [InlineData("2026-07-01T12:00:00Z", "2026-07-01T12:00:00.000Z")]
    public void Parse_LocalTime_FollowsTheZone(string text, string expected)
    {
        var parser = new EventTimeParser(CentralEurope());

        Assert.True(parser.TryParse(text, out var time));
        Assert.Equal(expected, time.ToString());
    }

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("10s", 10_000)]
    [InlineData(" 5 m ", 300_000)]
    [InlineData("8h", 28_800_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    public void Duration_WithAUnit_IsRead(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration, out var error));
        Assert.Null(error);
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
        Assert.True(DurationText.TryParse(DurationText.Format(duration), out var again, out _));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("-5s")]
    [InlineData("5 minutes")]
    [InlineData("s")]
    [InlineData("0.5ms")]
    [InlineData("1e3s")]
    [InlineData("99999999d")]
    [InlineData("99999999999999999999999999999999d")]
    public void Duration_Otherwise_IsRefusedWithAnExplanation(string text)
    {
        Assert.False(DurationText.TryParse(text, out _, out var error));
        Assert.Contains($"'{text}'", error, StringComparison.Ordinal);
    }

    private static TimeZoneInfo CentralEurope()
    {
        var spring = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(DateTime.Parse("0001-01-01T02:00:00", CultureInfo.InvariantCulture), 3, 5, DayOfWeek.Sunday);
        var autumn = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(DateTime.Parse("0001-01-01T03:00:00", CultureInfo.InvariantCulture), 10, 5, DayOfWeek.Sunday);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), spring, autumn);
        return TimeZoneInfo.CreateCustomTimeZone("Test/Central", TimeSpan.FromHours(1), "Central", "Central", "Central summer", [rule]);
    }
}
