using System.Globalization;
using System.Text;
using Millrace.Graphs.Sources;
using Millrace.Messages;

namespace Millrace.Tests.Simulation;

/// <summary>Readings of a few sensors, out of order as far as the plan says; now and then a record that cannot be read. No two readings have the same time.</summary>
internal sealed class SimulatedReadings(SimulationPlan plan, Random random)
{
    private const int Sensors = 8;
    private long time = 1_767_225_600_000;
    private readonly HashSet<long> times = [];
    private int made;

    public bool IsOver => made >= plan.Readings;

    /// <summary>A reading, and the partition that it belongs to.</summary>
    public (int Partition, string Record) Next()
    {
        made++;
        time += random.Next(1, random.Next(20) == 0 ? 4000 : 300);
        var sensor = random.Next(Sensors);
        var machine = $"m{sensor / 2}";
        var partition = KeyHash.PartitionOf(Encoding.UTF8.GetBytes(machine), plan.Partitions);
        if (random.Next(40) == 0)
            return (partition, "{\"sensor\":\"s1\",\"value\":");

        var at = time - (plan.Disorder > 0 ? random.Next(plan.Disorder + 1) : 0);
        while (!times.Add(at))
            at++;
        return (partition, string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sensor":"s{{sensor}}","machine":"{{machine}}","line":"l{{sensor % 3}}","value":{{random.Next(20)}},"n":{{made}},"t":{{at}}}"""));
    }

    /// <summary>The record that lets everything come to its end.</summary>
    public string End() => string.Create(CultureInfo.InvariantCulture, $$"""{"$watermark":{{time + 10_000_000}}}""");

    public static RecordChunk Chunk(params IEnumerable<string> records)
    {
        var chunk = new RecordChunk();
        foreach (var record in records)
            chunk.Add(Encoding.UTF8.GetBytes(record));
        return chunk;
    }
}
