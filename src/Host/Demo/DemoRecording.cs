using Millrace.Graphs.Factory;

namespace Millrace.Host.Demo;

/// <summary>The demonstration's data: a file of readings, the truth about them, and one failing machine's readings for the chart.</summary>
internal sealed record DemoRecording(string Path, long Bytes, FactoryTruth Truth, TimeSpan Elapsed, string Machine, IReadOnlyList<DemoPoint> Points)
{
    public static readonly FactoryOptions Options = new() { Span = TimeSpan.FromMinutes(12), Failures = 6 };

    public static DemoRecording Write(string path, FactoryOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var simulator = new FactorySimulator(options);
        var machine = simulator.FailingMachines[0];
        var points = new List<DemoPoint>();
        using var file = File.Create(path);
        var writer = new FactoryWriter(simulator.Sensors, FactoryFormat.Ndjson, file);
        while (simulator.TryRead(out var reading))
        {
            writer.Write(reading);
            if ((simulator.Readings & 4095) == 0)
                cancellation.ThrowIfCancellationRequested();
            if (simulator.Sensors[reading.Sensor] is var sensor && sensor.Machine == machine)
                points.Add(new DemoPoint(sensor.Metric, reading.Time.Milliseconds, reading.Hundredths / 100.0));
        }

        writer.Flush();
        return new DemoRecording(path, writer.Bytes, simulator.Truth, clock.GetElapsedTime(started), machine, points);
    }
}

/// <summary>A reading for the chart; time in milliseconds since the Unix epoch.</summary>
internal readonly record struct DemoPoint(FactoryMetric Metric, long Time, double Value);
