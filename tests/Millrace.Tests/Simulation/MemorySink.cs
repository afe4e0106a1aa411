using System.Text;
using Millrace.Graphs.Sinks;
using Millrace.Graphs.Sources;

namespace Millrace.Tests.Simulation;

/// <summary>A target that keeps lines and position together, as a database would; survives a crash of whoever delivers to it.</summary>
internal sealed class MemoryTarget
{
    public Dictionary<(string Output, int Partition), List<string>> Lines { get; } = [];

    public Dictionary<(string Output, int Partition), long> Positions { get; } = [];

    public int Refusals { get; set; }

    public int LostAnswers { get; set; }
}

/// <summary>Delivers to a <see cref="MemoryTarget"/>, which refuses now and then, or takes a portion and does not answer.</summary>
internal sealed class MemorySink(MemoryTarget target, PlantedFault planted, Probes probes) : ISink
{
    public string Name => "memory";

    public long Open(string output, int partition) =>
        planted == PlantedFault.ForgetfulSink ? 0 : target.Positions.GetValueOrDefault((output, partition));

    public void Deliver(string output, int partition, RecordChunk records)
    {
        var place = (output, partition);
        if (target.Refusals > 0)
        {
            target.Refusals--;
            probes.Hit("sink refused");
            if (planted == PlantedFault.DroppedPortion)
                target.Positions[place] = records.Offsets[^1] + 1;
            else
                throw new SinkException(Name, "the target refuses");
            return;
        }

        if (!target.Lines.TryGetValue(place, out var lines))
            target.Lines[place] = lines = [];
        var position = planted == PlantedFault.ForgetfulSink ? 0 : target.Positions.GetValueOrDefault(place);
        for (var i = 0; i < records.Count; i++)
        {
            if (records.Offsets[i] >= position)
                lines.Add(Encoding.UTF8.GetString(records.ValueOf(i)));
        }

        target.Positions[place] = records.Offsets[^1] + 1;
        if (target.LostAnswers == 0)
            return;
        target.LostAnswers--;
        probes.Hit("sink did not answer");
        throw new SinkException(Name, "the target does not answer");
    }

    public void Dispose()
    {
    }
}
