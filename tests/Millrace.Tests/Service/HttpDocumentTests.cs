using System.Text;
using System.Text.Json;
using Millrace.Host.Configuration;
using Millrace.Tests.Host;

namespace Millrace.Tests.Service;

/// <summary>What docs/http.md shows is what happens.</summary>
public sealed class HttpDocumentTests
{
    [Fact]
    public async Task Examples_InTheirOrder_AreAnsweredAsShown()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "http.md"), TestContext.Current.CancellationToken);
        var blocks = document.Split("```").Where((_, i) => i % 2 == 1).ToList();
        var pipeline = blocks.Single(block => block.StartsWith("yaml\n", StringComparison.Ordinal))[5..];
        await using var service = await RunningService.StartAsync(new ServiceOptions { CheckpointInterval = TimeSpan.FromMilliseconds(20) }, pipeline: pipeline);
        var examples = blocks.Where(block => block.StartsWith("http\n", StringComparison.Ordinal)).ToList();
        Assert.True(examples.Count >= 10);
        foreach (var example in examples)
        {
            var halves = example[5..].Split("\n\n", 2);
            var request = halves[0].Split('\n', 2);
            var answer = halves[1].Split('\n', 2);
            var expected = JsonDocument.Parse(answer[1]).RootElement;
            var (method, path) = (request[0].Split(' ')[0], request[0].Split(' ')[1]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (true)
            {
                using var message = new HttpRequestMessage(new HttpMethod(method), path);
                if (method == "POST")
                    message.Content = new StringContent(request.Length > 1 ? request[1] : "", Encoding.UTF8);
                using var response = await service.Client.SendAsync(message, TestContext.Current.CancellationToken);
                var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
                var difference = (int)response.StatusCode == int.Parse(answer[0], System.Globalization.CultureInfo.InvariantCulture) ? Difference(expected, json, "$") : $"the status is {(int)response.StatusCode}: {json}";
                if (difference is null)
                    break;
                // What was posted is worked on beside the answers; what changes nothing may be asked again.
                Assert.False(method == "POST" || limit.IsCancellationRequested, $"{request[0]}: {difference}");
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
        }
    }

    private static string? Difference(JsonElement expected, JsonElement actual, string path)
    {
        if (expected.ValueKind == JsonValueKind.String && expected.GetString() == "…")
            return null;
        if (expected.ValueKind != actual.ValueKind)
            return $"{path} is {actual}, not {expected}";
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                var names = string.Join(',', actual.EnumerateObject().Select(property => property.Name));
                if (string.Join(',', expected.EnumerateObject().Select(property => property.Name)) != names)
                    return $"{path} has {names}";
                return expected.EnumerateObject().Select(property => Difference(property.Value, actual.GetProperty(property.Name), $"{path}.{property.Name}")).FirstOrDefault(found => found is not null);
            case JsonValueKind.Array:
                if (expected.GetArrayLength() != actual.GetArrayLength())
                    return $"{path} has {actual.GetArrayLength()} elements: {actual}";
                return expected.EnumerateArray().Zip(actual.EnumerateArray()).Select((pair, i) => Difference(pair.First, pair.Second, $"{path}[{i}]")).FirstOrDefault(found => found is not null);
            default:
                return expected.ToString() == actual.ToString() ? null : $"{path} is {actual}, not {expected}";
        }
    }
}
