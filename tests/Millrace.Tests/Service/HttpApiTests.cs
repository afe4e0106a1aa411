using System.Globalization;
using System.Net.Http.Headers;
using Millrace.Host.Commands;
using Millrace.Host.Configuration;
using Millrace.Tests.Host;

namespace Millrace.Tests.Service;

public sealed class HttpApiTests
{
    private const string Readings = "/api/v1/readings";

    private static string Reading(int second, double value = 20, string sensor = "s-1", string machine = "m-1") => string.Create(CultureInfo.InvariantCulture,
        $"{{\"sensor\":\"{sensor}\",\"machine\":\"{machine}\",\"time\":\"2026-11-21T10:00:{second:00}Z\",\"value\":{value}}}\n");

    [Fact]
    public async Task Readings_Posted_BecomeResultsAndAlerts()
    {
        await using var service = await RunningService.StartAsync();
        var (status, json, _) = await service.PostAsync(Readings, Reading(1) + Reading(2, 95) + Reading(20));
        Assert.Equal((202, 3, 0), (status, json.GetProperty("accepted").GetInt32(), json.GetProperty("rejected").GetInt32()));
        Assert.Equal(3, json.GetProperty("appended")[0].GetProperty("records").GetInt32());
        var results = await service.UntilAsync("/api/v1/results?output=results", page => page.GetProperty("results").GetArrayLength() > 0);
        var record = results.GetProperty("results")[0].GetProperty("record");
        Assert.Equal(("mean-10s", 57.5), (record.GetProperty("name").GetString(), record.GetProperty("values").GetProperty("mean").GetDouble()));
        await service.UntilAsync("/api/v1/results?type=match&key=m-1&from=2026-11-21T10:00:00Z&to=2026-11-21T10:00:10Z", page => page.GetProperty("results").GetArrayLength() == 1);
        await service.UntilAsync("/api/v1/results?key=m-2", page => page.GetProperty("results").GetArrayLength() == 0);
    }

    [Fact]
    public async Task BadReadings_AreRefusedOrPassedOver_WithTheirLines()
    {
        await using var service = await RunningService.StartAsync();
        var body = Reading(1) + "{\"sensor\":\"s-1\",\"time\":\"noon\"}\n";
        var (status, json, response) = await service.PostAsync(Readings, body);
        Assert.Equal(400, status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("line 2, column 24", json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((0, 1, 2), (json.GetProperty("accepted").GetInt32(), json.GetProperty("rejected").GetInt32(), json.GetProperty("errors")[0].GetProperty("line").GetInt32()));
        (status, json, _) = await service.PostAsync(Readings + "?onError=keep", body);
        Assert.Equal((202, 1, 1), (status, json.GetProperty("accepted").GetInt32(), json.GetProperty("rejected").GetInt32()));
        (status, json, _) = await service.PostAsync(Readings + "?onError=perhaps", body);
        Assert.Equal(400, status);
        (status, json, _) = await service.PostAsync(Readings, "[]");
        Assert.Equal((202, 0), (status, json.GetProperty("accepted").GetInt32()));
    }

    [Fact]
    public async Task Body_TooLarge_Is413_WithAndWithoutItsLengthTold()
    {
        await using var service = await RunningService.StartAsync(new ServiceOptions { BodyBytes = 1024 });
        var (status, json, _) = await service.PostAsync(Readings, new string(' ', 1025));
        Assert.Equal(413, status);
        Assert.Contains("1KiB", json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, Readings) { Content = new StreamContent(new MemoryStream(new byte[5000])) };
        request.Headers.TransferEncodingChunked = true;
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(413, (int)response.StatusCode);
        (status, _, _) = await service.PostAsync(Readings, Reading(1));
        Assert.Equal(202, status);
    }

    [Fact]
    public async Task Queue_WhenFull_Is429_AndNothingAcknowledgedIsMissing()
    {
        await using var service = await RunningService.StartAsync(new ServiceOptions { LogQueueBytes = 1 << 20, LogSyncInterval = TimeSpan.FromSeconds(1) });
        var body = string.Concat(Enumerable.Range(0, 6000).Select(i => Reading(i % 60)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.PostAsync(Readings, body)));
        Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[202, 429]));
        var full = answers.First(answer => answer.Status == 429);
        Assert.Equal(TimeSpan.FromSeconds(1), full.Response.Headers.RetryAfter!.Delta);
        var appended = answers.Count(answer => answer.Status == 202) * 6000;
        Assert.Equal(appended, service.Service.Pipeline.Source.Partitions.Sum(partition => partition.End));
    }

    [Fact]
    public async Task Sensor_Known_ShowsItsReadings_Unknown_SuggestsANearOne()
    {
        await using var service = await RunningService.StartAsync(new ServiceOptions { LogPartitions = 3 });
        for (var i = 0; i < 12; i++)
            await service.PostAsync(Readings, Reading(i) + Reading(i, sensor: "press/7", machine: "m-9"));
        var (status, json) = await service.GetAsync("/api/v1/sensors/press/7?readings=3");
        Assert.Equal(200, status);
        Assert.Equal(["2026-11-21T10:00:11Z", "2026-11-21T10:00:10Z", "2026-11-21T10:00:09Z"], json.GetProperty("lastReadings").EnumerateArray().Select(r => r.GetProperty("reading").GetProperty("time").GetString()));
        (status, json) = await service.GetAsync("/api/v1/sensors/s-1");
        Assert.Equal((200, 10), (status, json.GetProperty("lastReadings").GetArrayLength()));
        (status, json) = await service.GetAsync("/api/v1/sensors/presses");
        Assert.Equal(404, status);
        Assert.Contains("Did you mean 'press/7'?", json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_WhenSet_GuardsAllButHealth()
    {
        await using var service = await RunningService.StartAsync(new ServiceOptions { HttpToken = "secret" });
        Assert.Equal(401, (await service.GetAsync("/api/v1/shards")).Status);
        Assert.Equal(200, (await service.GetAsync("/health/live")).Status);
        service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secrets");
        Assert.Equal(401, (await service.GetAsync("/api/v1/shards")).Status);
        service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        Assert.Equal(200, (await service.GetAsync("/api/v1/shards")).Status);
        Assert.DoesNotContain("secret", service.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_AfterAGap_GoOnWhereTheyWere()
    {
        using var folder = new ScratchFolder();
        string id;
        await using (var service = await RunningService.StartAsync(folder: folder))
        {
            await using var stream = await EventStream.OpenAsync(service.Client, "/api/v1/events?type=match");
            Assert.Equal("status", (await stream.NextAsync()).Event);
            await service.PostAsync(Readings, Reading(1, 91));
            var first = await stream.NextAsync("alert");
            id = first.Id;
            Assert.Contains("\"value\":91", first.Data, StringComparison.Ordinal);
            await service.PostAsync(Readings, Reading(2, 92) + Reading(3, 93));
            await service.UntilAsync("/api/v1/results?type=match", page => page.GetProperty("results").GetArrayLength() == 3);
        }

        await using (var service = await RunningService.StartAsync(folder: folder))
        {
            await using var stream = await EventStream.OpenAsync(service.Client, "/api/v1/events?type=match", id);
            Assert.Contains("\"value\":92", (await stream.NextAsync("alert")).Data, StringComparison.Ordinal);
            Assert.Contains("\"value\":93", (await stream.NextAsync("alert")).Data, StringComparison.Ordinal);
            await service.PostAsync(Readings, Reading(4, 94));
            Assert.Contains("\"value\":94", (await stream.NextAsync("alert")).Data, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Events_WhenTheServiceStops_End()
    {
        await using var service = await RunningService.StartAsync(new ServiceOptions { EventClients = 1 });
        await using var stream = await EventStream.OpenAsync(service.Client, "/api/v1/events");
        await stream.NextAsync("status");
        Assert.Equal(503, (await service.GetAsync("/api/v1/events")).Status);
        Assert.True(await service.Service.StopAsync(TimeSpan.FromSeconds(10)));
        while (await stream.TryNextAsync() is not null)
        {
        }
    }

    [Theory]
    [InlineData("/api/v1/results?limit=0", 400, "1 to 10000")]
    [InlineData("/api/v1/results?from=noon", 400, "no time")]
    [InlineData("/api/v1/results?output=nope", 404, "results")]
    [InlineData("/api/v1/results?type=nope", 400, "window, match")]
    [InlineData("/api/v1/results?before=nope", 400, "before")]
    [InlineData("/api/v1/sensors/s-1?readings=many", 400, "1 to 1000")]
    [InlineData("/api/v1/nothing", 404, "GET / lists")]
    public async Task Question_ThatIsWrong_IsAnsweredWithTheMend(string path, int expected, string text)
    {
        await using var service = await RunningService.StartAsync();
        var (status, json) = await service.GetAsync(path);
        Assert.Equal(expected, status);
        Assert.Contains(text, json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_Started_IsReady_AndTellsOfItself()
    {
        await using var service = await RunningService.StartAsync();
        await service.UntilAsync("/health/ready", json => json.GetProperty("status").GetString() == "ready");
        var (_, pipeline) = await service.GetAsync("/api/v1/pipeline");
        Assert.Equal("plant", pipeline.GetProperty("name").GetString());
        Assert.Contains("window mean-10s", pipeline.GetProperty("description").GetString(), StringComparison.Ordinal);
        await service.PostAsync(Readings, Reading(1));
        var (status, checkpoint, _) = await service.PostAsync("/api/v1/checkpoint");
        Assert.Equal((200, "readings/0"), (status, checkpoint.GetProperty("checkpoints")[0].GetProperty("partition").GetString()));
        Assert.Contains("Millrace runs pipeline plant", await service.Client.GetStringAsync("/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_StoppedAndStarted_GoesOn()
    {
        using var folder = new ScratchFolder();
        await using (var service = await RunningService.StartAsync(folder: folder))
        {
            await service.PostAsync(Readings, Reading(1, 10));
            Assert.True(await service.Service.StopAsync(TimeSpan.FromSeconds(10)));
        }

        await using (var service = await RunningService.StartAsync(folder: folder))
        {
            await service.PostAsync(Readings, Reading(2, 30) + Reading(20));
            var page = await service.UntilAsync("/api/v1/results?output=results", json => json.GetProperty("results").GetArrayLength() > 0);
            Assert.Equal(20, page.GetProperty("results")[0].GetProperty("record").GetProperty("values").GetProperty("mean").GetDouble());
        }
    }

    [Fact]
    public async Task Folder_InUse_OrBadPipeline_IsBadInput()
    {
        using var folder = new ScratchFolder();
        await using var service = await RunningService.StartAsync(folder: folder);
        var locked = await Assert.ThrowsAsync<BadInputException>(() => RunningService.StartAsync(folder: folder));
        Assert.Contains("open already", locked.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BadInputException>(() => RunningService.StartAsync(pipeline: RunningService.Pipeline.Replace("avg(", "avrg(", StringComparison.Ordinal)));
    }
}
