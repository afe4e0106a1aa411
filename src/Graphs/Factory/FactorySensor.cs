namespace Millrace.Graphs.Factory;

/// <summary>One sensor of the factory.</summary>
/// <param name="Machine">The machine it is mounted on, such as <c>m-007</c>.</param>
/// <param name="Name">Its own name, such as <c>m-007-vibration</c>: unique in the factory.</param>
/// <param name="Metric">What it measures.</param>
/// <param name="MachineIndex">The machine's number, from 0.</param>
public sealed record FactorySensor(string Machine, string Name, FactoryMetric Metric, int MachineIndex)
{
    /// <summary>The metric as records name it: <c>temperature</c>, <c>vibration</c> and so on.</summary>
    public string MetricName => NameOf(Metric);

    /// <summary>The sensors of a factory, machine by machine: temperature, vibration, pressure, current, speed, humidity, then round again with a number in the name.</summary>
    /// <param name="machines">How many machines.</param>
    /// <param name="sensors">How many sensors each has.</param>
    public static FactorySensor[] Mount(int machines, int sensors)
    {
        var metrics = Enum.GetValues<FactoryMetric>();
        var digits = Math.Max(3, (machines - 1).ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
        var mounted = new FactorySensor[machines * sensors];
        for (var machine = 0; machine < machines; machine++)
        {
            var machineName = "m-" + machine.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(digits, '0');
            for (var i = 0; i < sensors; i++)
            {
                var metric = metrics[i % metrics.Length];
                var round = i / metrics.Length;
                var name = round == 0 ? $"{machineName}-{NameOf(metric)}" : $"{machineName}-{NameOf(metric)}-{round + 1}";
                mounted[(machine * sensors) + i] = new FactorySensor(machineName, name, metric, machine);
            }
        }

        return mounted;
    }

    private static string NameOf(FactoryMetric metric) => metric switch
    {
        FactoryMetric.Temperature => "temperature",
        FactoryMetric.Vibration => "vibration",
        FactoryMetric.Pressure => "pressure",
        FactoryMetric.Current => "current",
        FactoryMetric.Speed => "speed",
        _ => "humidity",
    };
}
