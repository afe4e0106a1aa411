using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Millrace.Host.Commands;
using Millrace.Host.Sending;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Tests.Service;

public sealed class ReadingSenderTests
{
    private const string Taken = """{"accepted":2,"rejected":0,"appended":[],"errors":[]}""";

    [Fact]
    public void Service_WithoutRoom_IsSentTheSameAgain()
    {
        var clock = new HastyClock();
        var service = new Answers((429, "{\"detail\":\"full\"}"), (503, "{}"), (202, Taken));
        using var sender = new ReadingSender(new SenderOptions(new Uri("http://service"), "secret", null, true), clock, service);
        Assert.True(sender.Send(Request(), (_, _) => Assert.Fail("nothing was rejected"), TestContext.Current.CancellationToken));
        Assert.Equal((2L, 0L, 2L), (sender.Accepted, sender.Rejected, sender.Retries));
        Assert.Equal(3, service.Bodies.Count);
        Assert.Single(service.Bodies.Distinct());
        Assert.Equal("Bearer secret", service.Authorization);
        Assert.True(clock.GetElapsedTime(0) >= TimeSpan.FromSeconds(2), "the time in Retry-After is kept");
    }

    [Fact]
    public void Rejections_AreToldByTheLineOfTheFile()
    {
        var service = new Answers((400, """{"accepted":0,"rejected":1,"errors":[{"line":2,"column":5,"reason":"bad"}]}"""));
        using var sender = new ReadingSender(new SenderOptions(new Uri("http://service"), null, null, false), new HastyClock(), service);
        var told = new List<(long, string)>();
        Assert.False(sender.Send(Request(), (line, reason) => told.Add((line, reason)), TestContext.Current.CancellationToken));
        Assert.Equal([(3L, "column 5: bad")], told);
    }

    [Fact]
    public void Service_Gone_IsGivenUp_AfterSomeTries()
    {
        using var sender = new ReadingSender(new SenderOptions(new Uri("http://service"), null, null, false), new HastyClock(), new Answers());
        var gone = Assert.Throws<IOException>(() => sender.Send(Request(), (_, _) => { }, TestContext.Current.CancellationToken));
        Assert.Contains("Is the service running", gone.Message, StringComparison.Ordinal);
        Assert.InRange(sender.Retries, 3, 10);
    }

    [Theory]
    [InlineData(401, "{\"detail\":\"token please\"}", "token please")]
    [InlineData(202, "<html>", "not a Millrace service")]
    public void Service_OfAnotherKind_IsBadInput(int status, string body, string message)
    {
        using var sender = new ReadingSender(new SenderOptions(new Uri("http://service"), null, null, false), new HastyClock(), new Answers((status, body)));
        Assert.Contains(message, Assert.Throws<BadInputException>(() => sender.Send(Request(), (_, _) => { }, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rate_IsKept()
    {
        var clock = new HastyClock();
        using var sender = new ReadingSender(new SenderOptions(new Uri("http://service"), null, 10, false), clock, new Answers((202, Taken), (202, Taken), (202, Taken)));
        for (var i = 0; i < 3; i++)
            sender.Send(Request(), (_, _) => { }, TestContext.Current.CancellationToken);
        Assert.InRange(clock.GetElapsedTime(0), TimeSpan.FromMilliseconds(590), TimeSpan.FromMilliseconds(700));
    }

    private static SendRequest Request()
    {
        var schema = ReadingSchema.Create();
        var symbols = new SymbolTable();
        var decoder = new SourceFormat().CreateDecoder(schema, symbols);
        decoder.RecordTime = new EventTime(0);
        var rows = new ReadingBatch(schema, symbols);
        var text = "{\"a\":1}\n\n{\"a\":2}\n"u8.ToArray();
        decoder.Decode(text, 0, text.Length, true, rows);
        var request = new SendRequest("");
        for (var row = 0; row < rows.Count; row++)
            request.Add(rows, row);
        return request;
    }

    /// <summary>A service that answers what it is told to, then is gone.</summary>
    private sealed class Answers(params (int Status, string Body)[] answers) : HttpMessageHandler
    {
        private int next;

        public List<string> Bodies { get; } = [];

        public string Authorization { get; private set; } = "";

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (next == answers.Length)
                throw new HttpRequestException("gone");
            Authorization = request.Headers.Authorization?.ToString() ?? "";
            using var reader = new StreamReader(request.Content!.ReadAsStream(cancellationToken));
            Bodies.Add(reader.ReadToEnd());
            var (status, body) = answers[next++];
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8) };
            if (status == 429)
                response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(2));
            return response;
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Send(request, cancellationToken));
    }
}
