using System.Security.Cryptography;
using System.Text.Json;
using Millrace.Graphs.Factory;
using Millrace.Messages;

namespace Millrace.Tests.Host;

public sealed class FactorySimulatorTests
{
    private static readonly FactoryOptions Small = new() { Machines = 7, Span = TimeSpan.FromMinutes(9), Failures = 4, NearMisses = 6, Late = 0.01 };

    [Fact]
    public void Seed_Same_GivesTheSameBytes()
    {
        Assert.Equal(Write(Small, FactoryFormat.Ndjson), Write(Small, FactoryFormat.Ndjson));
        Assert.NotEqual(Write(Small, FactoryFormat.Ndjson), Write(Small with { Seed = 43 }, FactoryFormat.Ndjson));
    }

    /// <summary>What a seed gives is a promise: recorded expectations of users hang on it.</summary>
    [Fact]
    public void Seed_FortyTwo_GivesTheBytesItAlwaysGave()
    {
        var bytes = Write(Small, FactoryFormat.Ndjson);
        Assert.Equal("cfeb826d30ae45cc", Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    [Theory]
    [InlineData(10, 0, 0)]
    [InlineData(10, 2000, 0)]
    [InlineData(3, 2000, 0.05)]
    [InlineData(1000, 17, 0.5)]
    [InlineData(0.5, 60_000, 0.2)]
    public void Readings_OfEachSensor_AreRateTimesSpan(double rate, int outOfOrderMilliseconds, double late)
    {
        var options = new FactoryOptions
        {
            Machines = 2, Sensors = 7, Rate = rate, Span = TimeSpan.FromSeconds(40), Failures = 0, NearMisses = 0,
            OutOfOrder = TimeSpan.FromMilliseconds(outOfOrderMilliseconds), Late = late,
        };
        var (readings, truth) = Read(options);
        Assert.Equal(14, readings.Select(reading => reading.Sensor).Distinct().Count());
        Assert.All(readings.GroupBy(reading => reading.Sensor), group => Assert.Equal(rate * 40, group.Count(), 1.0));
        Assert.Equal(readings.Count, truth.Readings);
        var end = options.Start + options.Span;
        Assert.All(readings, reading => Assert.True(reading.Time >= options.Start && reading.Time < end));
        Assert.All(readings.GroupBy(reading => reading.Sensor), group => Assert.Equal(group.Count(), group.Select(reading => reading.Time).Distinct().Count()));
    }

    [Fact]
    public void Readings_InOrder_WhenNothingDelaysThem()
    {
        var (readings, truth) = Read(Small with { OutOfOrder = TimeSpan.Zero, Late = 0 });
        Assert.Equal(readings.OrderBy(reading => reading.Time).Select(reading => reading.Time), readings.Select(reading => reading.Time));
        Assert.Equal(0, truth.Disordered);
        Assert.Equal(0, truth.Late);
    }

    [Fact]
    public void Late_Counted_IsWhatABoundedWatermarkHasPassed()
    {
        var (readings, truth) = Read(Small);
        var highest = long.MinValue;
        var late = 0;
        foreach (var reading in readings)
        {
            if (highest != long.MinValue && reading.Time.Milliseconds <= highest - 2000 - 1)
                late++;
            highest = Math.Max(highest, reading.Time.Milliseconds);
        }

        Assert.Equal(late, truth.Late);
        Assert.InRange(late, readings.Count * 0.002, readings.Count * 0.012);
    }

    [Fact]
    public void Late_None_WhenNoneIsAskedFor() => Assert.Equal(0, Read(Small with { Late = 0 }).Truth.Late);

    [Fact]
    public void Truth_OfManySeeds_IsWhatTheReadingsShow()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var (readings, truth) = Read(Small with { Seed = seed });
            Assert.Equal(4, truth.Failures.Count());
            Assert.Equal(6, truth.NearMisses.Count());
            Assert.Equal(
                truth.Failures.OrderBy(failure => failure.Machine, StringComparer.Ordinal).ThenBy(failure => failure.Spike).Select(failure => (failure.Machine, failure.Spike, failure.Rise!.Value)),
                Matches(readings, Small));
            Assert.Equal(2, truth.NearMisses.Count(miss => miss.Kind == EpisodeKind.SpikeOnly && miss.Rise is null));
            Assert.Equal(2, truth.NearMisses.Count(miss => miss.Kind == EpisodeKind.RiseTooLate && miss.Rise - miss.Spike > TimeSpan.FromSeconds(60)));
            Assert.Equal(2, truth.NearMisses.Count(miss => miss.Kind == EpisodeKind.RiseFirst && miss.Rise < miss.Spike));
        }
    }

    [Fact]
    public void Lines_BothFormats_SayTheSame()
    {
        var options = Small with { Span = TimeSpan.FromSeconds(5), Failures = 0, NearMisses = 0, Start = new EventTime(-2_500) };
        var json = Lines(Write(options, FactoryFormat.Ndjson));
        var csv = Lines(Write(options, FactoryFormat.Csv));
        var (readings, _) = Read(options);
        Assert.Equal("timestamp,machine,sensor,metric,value", csv[0]);
        Assert.Equal(readings.Count, json.Length);
        Assert.Equal(readings.Count, csv.Length - 1);
        for (var i = 0; i < json.Length; i++)
        {
            using var line = JsonDocument.Parse(json[i]);
            string[] fields = ["timestamp", "machine", "sensor", "metric"];
            var told = fields.Select(field => line.RootElement.GetProperty(field).GetString()!).Append(line.RootElement.GetProperty("value").GetRawText());
            Assert.Equal(csv[i + 1], string.Join(',', told));
            Assert.Equal(readings[i].Time.ToString(), line.RootElement.GetProperty("timestamp").GetString());
            Assert.Equal(readings[i].Hundredths, Math.Round(line.RootElement.GetProperty("value").GetDouble() * 100));
        }
    }

    [Fact]
    public void Lines_WrittenInSteadyState_AllocateNothing()
    {
        var simulator = new FactorySimulator(Small);
        var writer = new FactoryWriter(simulator.Sensors, FactoryFormat.Ndjson, Stream.Null);
        for (var i = 0; i < 20_000 && simulator.TryRead(out var reading); i++)
            writer.Write(reading);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50_000 && simulator.TryRead(out var reading); i++)
            writer.Write(reading);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Options_OutOfRange_AreNamed()
    {
        Assert.Empty(new FactoryOptions().Errors());
        Assert.Contains(new FactoryOptions { Rate = 0 }.Errors(), error => error.StartsWith("rate", StringComparison.Ordinal));
        Assert.Contains(new FactoryOptions { Rate = double.NaN }.Errors(), error => error.StartsWith("rate", StringComparison.Ordinal));
        Assert.Contains(new FactoryOptions { Span = TimeSpan.FromMinutes(3) }.Errors(), error => error.StartsWith("failures", StringComparison.Ordinal));
        Assert.Contains(new FactoryOptions { Sensors = 1 }.Errors(), error => error.StartsWith("failures", StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => new FactorySimulator(new FactoryOptions { Machines = 0 }));
    }

    /// <summary>The pattern by hand: of each machine, sorted by time, a spike and the first rise after it within 60 s; then on after the rise.</summary>
    private static List<(string Machine, EventTime Spike, EventTime Rise)> Matches(List<FactoryReading> readings, FactoryOptions options)
    {
        var sensors = FactorySensor.Mount(options.Machines, options.Sensors);
        var found = new List<(string, EventTime, EventTime)>();
        foreach (var machine in readings.GroupBy(reading => sensors[reading.Sensor].Machine).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var spikes = new List<EventTime>();
            foreach (var reading in machine.OrderBy(reading => reading.Time))
            {
                spikes.RemoveAll(spike => reading.Time - spike >= TimeSpan.FromSeconds(60));
                var metric = sensors[reading.Sensor].Metric;
                if (metric == FactoryMetric.Vibration && reading.Hundredths > 800)
                    spikes.Add(reading.Time);
                if (metric != FactoryMetric.Temperature || reading.Hundredths <= 8000 || spikes.Count == 0)
                    continue;
                found.Add((machine.Key, spikes[0], reading.Time));
                spikes.Clear();
            }
        }

        return found;
    }

    private static (List<FactoryReading> Readings, FactoryTruth Truth) Read(FactoryOptions options)
    {
        var simulator = new FactorySimulator(options);
        var readings = new List<FactoryReading>();
        while (simulator.TryRead(out var reading))
            readings.Add(reading);
        return (readings, simulator.Truth);
    }

    private static byte[] Write(FactoryOptions options, FactoryFormat format)
    {
        var simulator = new FactorySimulator(options);
        using var stream = new MemoryStream();
        var writer = new FactoryWriter(simulator.Sensors, format, stream);
        writer.WriteAll(simulator);
        Assert.Equal(stream.Length, writer.Bytes);
        return stream.ToArray();
    }

    private static string[] Lines(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes).TrimEnd('\n').Split('\n');
}
