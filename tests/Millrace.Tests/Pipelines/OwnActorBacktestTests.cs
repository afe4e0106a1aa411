using System.Text;
using Millrace.Graphs.Files;
using Millrace.Graphs.Pipelines;
using Millrace.Samples;

namespace Millrace.Tests.Pipelines;

/// <summary>An actor of a developer's own in a backtest: the sample alarm, over a file.</summary>
public sealed class OwnActorBacktestTests
{
    private const string Yaml = """
        pipeline: alarms
        source: { topic: readings, format: csv, key: sensor, time: time, fields: { value: number } }
        watermark: { maxOutOfOrderness: 0s }
        windows:
          - { name: minutes, tumbling: 1m, aggregate: { peak: max(value) }, to: results }
        """;

    [Fact]
    public void HysteresisAlarm_InABacktest_EmitsBesideTheWindows()
    {
        var file = Path.Combine(Path.GetTempPath(), $"millrace-own-actor-{Environment.ProcessId}.csv");
        File.WriteAllLines(file, ["time,sensor,value", "2026-11-21 10:00:00,pump-1,81", "2026-11-21 10:00:30,pump-1,85", "2026-11-21 10:01:10,pump-1,84", "2026-11-21 10:02:00,pump-1,60"]);
        try
        {
            var definition = PipelineFile.Parse(Yaml, "alarms.yaml").Definition!;
            var alarm = new HysteresisAlarm(definition.Schema.Find("value")!, 70, 80, TimeSpan.FromMinutes(1));
            definition = definition with { Actors = [PipelineActor.Of("alarm", definition.Schema.Find("sensor")!, alarm, "alarms")] };
            using var backtest = Backtest.Open(definition, [file]);
            using var output = new MemoryStream();
            var summary = backtest.Run(output, cancellation: TestContext.Current.CancellationToken);

            var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(5, lines.Length);
            Assert.Equal(4, summary.Statistics.Readings);
            Assert.Contains(lines, line => line.StartsWith(
                """{"type":"actor","name":"alarm","key":"pump-1","time":"2026-11-21T10:01:00.000Z","values":{"raised":true,"peak":85}""", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.StartsWith(
                """{"type":"actor","name":"alarm","key":"pump-1","time":"2026-11-21T10:02:00.000Z","values":{"raised":false,"peak":85}""", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
