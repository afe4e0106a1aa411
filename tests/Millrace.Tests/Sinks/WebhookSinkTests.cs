using System.Net;
using System.Text;
using System.Text.Json;
using Millrace.Graphs.Sinks;
using Millrace.TestKit;

namespace Millrace.Tests.Sinks;

public sealed class WebhookSinkTests : SinkContract
{
    private readonly WebhookReceiver receiver = new();
    private readonly VirtualTime time = new(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));

    private WebhookTarget Hook { get; set; } = new(new Uri("https://hooks.example/secret-path"));

    protected override bool ExactlyOnce => false;

    protected override ISink Create() => Create(name => name == "TOKEN" ? "t0p" : null);

    protected override IReadOnlyList<string> Target() => receiver.Accepted;

    [Fact]
    public void Deliver_ManyRecords_AreCutIntoRequestsOfABatch()
    {
        using var sink = Create();
        sink.Deliver("alerts", 2, Lines.Windows(7, 1100));
        Assert.Equal(["p/alerts/2/7-506", "p/alerts/2/507-1006", "p/alerts/2/1007-1106"], receiver.Calls.Select(call => call.Key));
        Assert.Equal([500, 500, 100], receiver.Calls.Select(call => call.Records.Length));
        Assert.All(receiver.Calls, call => Assert.Equal("application/json; charset=utf-8", call.ContentType));
    }

    [Fact]
    public void Deliver_LargeRecords_AreCutAtAMebibyteAndALargerOneGoesAlone()
    {
        using var sink = Create();
        static string Large(int length) => $$"""{"type":"notice","name":"w","key":null,"time":"2026-11-21T10:00:00.000Z","text":"{{new string('x', length)}}"}""";
        sink.Deliver("alerts", 0, Lines.Chunk(0, Large(600_000), Large(600_000), Large(3_000_000), Large(10), Large(10)));
        Assert.Equal(["0-0", "1-1", "2-2", "3-4"], receiver.Calls.Select(call => call.Key.Split('/')[^1]));
    }

    [Fact]
    public void Deliver_SecondRequestFails_RepeatsThatOneAloneUnderTheSameKey()
    {
        using var sink = Create();
        receiver.Answer(200);
        receiver.Answer(503);
        var portion = Lines.Windows(0, 1200);
        Assert.Equal("sink hook: https://hooks.example answered 503", Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, portion)).Message);
        sink.Deliver("alerts", 0, portion);
        Assert.Equal(["0-499", "500-999", "500-999", "1000-1199"], receiver.Calls.Select(call => call.Key.Split('/')[^1]));
        Assert.Equal(Lines.Expected(1200), receiver.Accepted);
    }

    [Fact]
    public void Deliver_PositionCannotBeKept_SameRunDoesNotSendAgain()
    {
        using var sink = Create();
        Store.Fail(StoreFault.Locked);
        Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(0, 2)));
        sink.Deliver("alerts", 0, Lines.Windows(0, 2));
        Assert.Single(receiver.Calls);
        using var again = Create();
        Assert.Equal(2, again.Open("alerts", 0));
    }

    [Theory]
    [InlineData(500, null, null, "answered 500")]
    [InlineData(429, "7", 7.0, "answered 429")]
    [InlineData(503, "Sat, 21 Nov 2026 10:00:42 GMT", 42.0, "answered 503")]
    [InlineData(503, "Sat, 21 Nov 2026 09:00:42 GMT", 0.0, "answered 503")]
    [InlineData(503, "86400", 300.0, "answered 503")]
    [InlineData(503, "soon", null, "answered 503")]
    [InlineData(408, null, null, "answered 408")]
    [InlineData(400, null, 30.0, "answered 400: it refuses what it is sent, and sending it again will hardly help")]
    [InlineData(401, "60", 60.0, "mend the address, the headers or the receiver")]
    [InlineData(302, null, 30.0, "redirects are not followed")]
    public void Deliver_Refused_IsASinkExceptionWithItsPause(int status, string? retryAfter, double? pause, string message)
    {
        using var sink = Create();
        receiver.Answer(status, retryAfter);
        var failure = Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(0, 1)));
        Assert.Equal(pause, failure.RetryAfter?.TotalSeconds);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", failure.Message, StringComparison.Ordinal);
        sink.Deliver("alerts", 0, Lines.Windows(0, 1));
        Assert.Equal(Lines.Expected(1), receiver.Accepted);
    }

    [Fact]
    public void Deliver_NoAnswer_TimesOut()
    {
        Hook = Hook with { Timeout = TimeSpan.FromSeconds(3) };
        using var sink = Create();
        receiver.Answers.Enqueue(cancellation =>
        {
            time.Advance(TimeSpan.FromSeconds(2.9));
            Assert.False(cancellation.IsCancellationRequested);
            time.Advance(TimeSpan.FromSeconds(0.1));
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidOperationException("not cancelled");
        });
        Assert.Contains("did not answer within 3s", Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(0, 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deliver_ConnectionFaults_AreSinkExceptions()
    {
        using var sink = Create();
        receiver.Answers.Enqueue(_ => throw new HttpRequestException("connection refused"));
        receiver.Answers.Enqueue(_ => throw new IOException("broken pipe"));
        Assert.Contains("cannot be reached: connection refused", Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(0, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("was lost: broken pipe", Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(0, 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_WithASecret_IsSentAndStandsInNoMessage()
    {
        Hook = Hook with { Headers = [("Authorization", "Bearer ${TOKEN}")] };
        using var sink = Create();
        receiver.Answer(401);
        var failure = Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(0, 1)));
        Assert.Equal("Bearer t0p", receiver.Calls[0].Authorization);
        Assert.DoesNotContain("t0p", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("the environment variable TOKEN is not set", Assert.Throws<SinkException>(() => Create(_ => null)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", Assert.Throws<SinkException>(() => Create(_ => "evil\r\nX: y")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_WithoutAnId_IsGivenThatOfItsPlace()
    {
        using var sink = Create();
        sink.Deliver("late-readings", 3, Lines.Chunk(40, Lines.Late(1), Lines.Window(2), Lines.DeadLetter(3)));
        Assert.Equal(
            ["p/late-readings/3/40", $"{2:x32}", "p/late-readings/3/42"],
            receiver.Accepted.Select(record => JsonDocument.Parse(record).RootElement.GetProperty("id").GetString()!));
    }

    /// <summary>The real handler over a real connection: one answer of 503, then all goes well.</summary>
    [Fact]
    public async Task Deliver_OverLoopback_Arrives()
    {
        using var listener = new HttpListener();
        var port = Listen(listener);
        var received = new List<string>();
        var server = Task.Run(
            async () =>
            {
                foreach (var status in new[] { 503, 204 })
                {
                    var context = await listener.GetContextAsync();
                    using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                    received.Add($"{context.Request.HttpMethod} {context.Request.Headers["Idempotency-Key"]} {await reader.ReadToEndAsync()}");
                    context.Response.StatusCode = status;
                    context.Response.Close();
                }
            },
            TestContext.Current.CancellationToken);
        using var sink = new WebhookSink(
            "hook", "p", new WebhookTarget(new Uri($"http://127.0.0.1:{port}/in")), WebhookSink.CreateHandler(), new SinkPositions(Store, "p", "hook"), _ => null, TimeProvider.System);
        Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(0, 2)));
        sink.Deliver("alerts", 0, Lines.Windows(0, 2));
        await server;
        Assert.Equal(2, received.Count);
        Assert.All(received, one => Assert.Equal($"POST p/alerts/0/0-1 [{Lines.Window(0)},{Lines.Window(1)}]", one));
        listener.Stop();
        Assert.Contains("cannot be reached", Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(2, 1))).Message, StringComparison.Ordinal);
    }

    private static int Listen(HttpListener listener)
    {
        for (var port = 28_400; ; port++)
        {
            try
            {
                listener.Prefixes.Clear();
                listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                listener.Start();
                return port;
            }
            catch (HttpListenerException) when (port < 28_500)
            {
                // taken
            }
        }
    }

    private WebhookSink Create(Func<string, string?> environment) => new("hook", "p", Hook, receiver, new SinkPositions(Store, "p", "hook"), environment, time);
}
