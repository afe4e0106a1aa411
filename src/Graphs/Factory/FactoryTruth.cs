using System.Collections.Immutable;
using System.Text.Json;

namespace Millrace.Graphs.Factory;

/// <summary>What is in the generated readings: the right answers for whoever looks for them.</summary>
public sealed record FactoryTruth
{
    /// <summary>What the factory was made from.</summary>
    public required FactoryOptions Options { get; init; }

    /// <summary>Readings in all.</summary>
    public required long Readings { get; init; }

    /// <summary>Readings that came after one of a later time.</summary>
    public required long Disordered { get; init; }

    /// <summary>Readings behind the watermark of a <c>bounded</c> strategy with the same out-of-orderness, when all come as one partition.</summary>
    public required long Late { get; init; }

    /// <summary>The planted episodes, by time, then by machine.</summary>
    public required ImmutableArray<PlantedEpisode> Episodes { get; init; }

    /// <summary>The times in which machines are offline, by their beginning.</summary>
    public ImmutableArray<FactoryOutage> Outages { get; init; } = [];

    /// <summary>Those of them that a pattern "vibration above 8, then temperature above 80 within 60 s on the same machine" must find.</summary>
    public IEnumerable<PlantedEpisode> Failures => Episodes.Where(episode => episode.Kind == EpisodeKind.Failure);

    /// <summary>Those that it must not find.</summary>
    public IEnumerable<PlantedEpisode> NearMisses => Episodes.Where(episode => episode.Kind != EpisodeKind.Failure);

    /// <summary>Writes it as a JSON object.</summary>
    public void WriteTo(Stream output)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteNumber("seed", Options.Seed);
        writer.WriteNumber("machines", Options.Machines);
        writer.WriteNumber("sensors", Options.Machines * (long)Options.Sensors);
        writer.WriteNumber("readings", Readings);
        writer.WriteNumber("disordered", Disordered);
        writer.WriteNumber("late", Late);
        Write(writer, "failures", Failures);
        Write(writer, "nearMisses", NearMisses);
        if (!Outages.IsEmpty)
            Write(writer, Outages);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, IEnumerable<PlantedEpisode> episodes)
    {
        writer.WriteStartArray(name);
        foreach (var episode in episodes)
        {
            writer.WriteStartObject();
            writer.WriteString("machine", episode.Machine);
            if (episode.Kind != EpisodeKind.Failure)
                writer.WriteString("kind", KindName(episode.Kind));
            writer.WriteString("spike", episode.Spike.ToString());
            if (episode.Rise is { } rise)
                writer.WriteString("rise", rise.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, ImmutableArray<FactoryOutage> outages)
    {
        writer.WriteStartArray("outages");
        foreach (var outage in outages)
        {
            writer.WriteStartObject();
            writer.WriteString("machine", outage.Machine);
            writer.WriteString("from", outage.From.ToString());
            writer.WriteString("to", outage.To.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string KindName(EpisodeKind kind) => kind switch
    {
        EpisodeKind.SpikeOnly => "spikeOnly",
        EpisodeKind.RiseTooLate => "riseTooLate",
        EpisodeKind.RiseFirst => "riseFirst",
        _ => "failure",
    };
}
