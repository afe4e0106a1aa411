using Millrace.Graphs.Live;
using Millrace.Host.Configuration;
using Millrace.Tests.Host;

namespace Millrace.Tests.Configuration;

public sealed class ServiceConfigurationTests
{
    private static readonly KeyValuePair<string, string>[] NoVariables = [];

    private static ServiceConfiguration Load(string? text, KeyValuePair<string, string>[]? environment = null, params (string, string, string)[] commandLine)
    {
        using var folder = new ScratchFolder();
        return ServiceConfiguration.Load(text is null ? null : folder.Write("c.json", text), environment ?? NoVariables, commandLine);
    }

    [Fact]
    public void FileOfTheRepository_IsWhatTheProgramWouldWrite() =>
        Assert.Equal(ConfigurationText.File(new ServiceOptions()), File.ReadAllText(Path.Combine(Repository.Root, "config", "millrace.json")));

    [Fact]
    public void Documentation_HasTheTableThatTheProgramWouldWrite() =>
        Assert.Contains(ConfigurationText.Table(), File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md")), StringComparison.Ordinal);

    [Fact]
    public void FileWithAllDefaults_GivesTheDefaults()
    {
        var loaded = Load(ConfigurationText.File(new ServiceOptions()));
        Assert.Empty(loaded.Errors);
        Assert.Equal(new ServiceOptions(), loaded.Options);
    }

    [Fact]
    public void EveryProperty_IsSetByExactlyOneOption()
    {
        var properties = typeof(ServiceOptions).GetProperties().Where(property => property.CanWrite).ToList();
        var changed = ServiceOption.All.Select(option =>
        {
            var options = Other(option);
            return Assert.Single(properties, property => !Equals(property.GetValue(options), property.GetValue(new ServiceOptions()))).Name;
        });
        Assert.Equal(properties.Select(property => property.Name).Order(), changed.Order());
        Assert.Equal(ServiceOption.All.Length, ServiceOption.All.Select(option => option.Path).Distinct().Count());
    }

    [Fact]
    public void EveryValue_ReadsBackAsWritten()
    {
        var options = ServiceOption.All.Aggregate(new ServiceOptions(), (all, option) => option.Set(all, option.Get(Other(option)))!);
        var loaded = Load(ConfigurationText.File(options));
        Assert.Empty(loaded.Errors);
        Assert.Equal(options, loaded.Options);
    }

    [Fact]
    public void Values_GoCommandLineOverEnvironmentOverFile()
    {
        var loaded = Load(
            """{ "log": { "segmentBytes": "1MiB", "partitions": 2, }, /* why */ "delivery": { "mode": "atLeastOnce" } }""",
            [new("MILLRACE_LOG__PARTITIONS", "3"), new("MILLRACE_CHECKPOINTS__INTERVAL", "250ms"), new("millrace_memory__statebytes", "64MiB"), new("MILLRACE_HOME", "x")],
            ("log.partitions", "4", "--partitions"));
        Assert.Empty(loaded.Errors);
        Assert.Equal(new ServiceOptions { LogSegmentBytes = 1 << 20, LogPartitions = 4, DeliveryMode = Delivery.AtLeastOnce, CheckpointInterval = TimeSpan.FromMilliseconds(250), StateBytes = 64 << 20 }, loaded.Options);
    }

    [Fact]
    public void Errors_ComeAllAtOnce_WithPlaceBoundAndMend()
    {
        var loaded = Load(
            """{ "lgo": {}, "log": { "segmentBites": 1, "segmentBytes": "1KiB", "retentionBytes": "1MiB", "partitions": 2.5 }, "http": 8080, "memory": { "stateBytes": "many" }, "checkpoints": { "interval": null } }""",
            [new("MILLRACE_LOG__SEGMENTS", "1"), new("MILLRACE_GRAPH__SHARDSPERPARTITION", "0")],
            ("shutdown.timeout", "soon", "--timeout"));
        string[] expected =
        [
            "lgo: there is no such group; the groups are log, graph, checkpoints",
            "log.segmentBites: there is no such option; 'log' has partitions, segmentBytes",
            "log.segmentBytes: '1KiB' is not possible for log.segmentBytes: write a size such as 64KiB, 128MiB or 1GiB; 4KiB to 1GiB",
            "log.partitions: '2.5' is not possible for log.partitions: write a whole number; 1 to 1024",
            "http: expected an object of options",
            "memory.stateBytes: 'many' is not possible",
            "checkpoints.interval: null is not possible",
            "environment: MILLRACE_GRAPH__SHARDSPERPARTITION: '0' is not possible",
            "environment: MILLRACE_LOG__SEGMENTS names no option",
            "--timeout: 'soon' is not possible for shutdown.timeout: write a duration such as 250ms, 10s, 5m, 8h or 1d; 1s to 10m",
            "log.retentionBytes: 1MiB is less than a segment",
        ];
        Assert.Equal(expected.Length, loaded.Errors.Length);
        Assert.All(expected.Zip(loaded.Errors), pair => Assert.Contains(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ \"log\": { \"partitions\": 1, \"partitions\": 2 } }", "not valid JSON")]
    [InlineData("{ \"log\": {\n } ", "c.json:2:")]
    [InlineData("[]", "expected an object of groups")]
    public void File_ThatIsBroken_IsAnError(string text, string message) =>
        Assert.Contains(message, Assert.Single(Load(text).Errors), StringComparison.Ordinal);

    [Fact]
    public void File_ThatIsNotThere_IsAnError() =>
        Assert.Contains("cannot be read", Assert.Single(ServiceConfiguration.Load("/nowhere/c.json", NoVariables, []).Errors), StringComparison.Ordinal);

    [Theory]
    [InlineData("128MiB", 128L << 20)]
    [InlineData("1.5KiB", 1536)]
    [InlineData("0", 0)]
    [InlineData("9000", 9000)]
    [InlineData("2tib", 2L << 40)]
    [InlineData("7 B", 7)]
    public void Size_IsRead(string text, long bytes)
    {
        Assert.True(SizeText.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("1MB")]
    [InlineData("-1")]
    [InlineData("1.3B")]
    [InlineData("KiB")]
    [InlineData("99999999TiB")]
    [InlineData("")]
    public void Size_ThatIsNone_IsNot(string text) => Assert.False(SizeText.TryParse(text, out _));

    /// <summary>The defaults but for one option.</summary>
    private static ServiceOptions Other(ServiceOption option)
    {
        string[] values = ["2MiB", "32MiB", "2s", "2", "true", "atLeastOnce", "json", "warning", "http://127.0.0.1:1"];
        return values.Select(value => option.Set(new ServiceOptions(), value)).First(options => options is not null && !options.Equals(new ServiceOptions()))!;
    }
}
