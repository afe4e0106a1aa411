using Millrace.Graphs.Sinks;
using Millrace.Graphs.Sources;

namespace Millrace.TestKit;

/// <summary>
/// A sink in memory behind one output of a <see cref="PipelineTest"/>: keeps what it was given, and can be told to refuse. It keeps records and position together, as a database does, so
/// it outlives restarts, and what is delivered again is recognised. One thread at a time.
/// </summary>
public sealed class RecordingSink : ISink
{
    private readonly List<PipelineResult> received = [];
    private readonly Dictionary<int, long> positions = [];

    internal RecordingSink(string output) => Name = output;

    /// <summary>The output behind which it stands.</summary>
    public string Name { get; }

    /// <summary>What it took, in the order in which it was delivered.</summary>
    public IReadOnlyList<PipelineResult> Received => received;

    /// <summary>Whether its target refuses everything: it is offered again after a pause that doubles, when the clock is moved.</summary>
    public bool IsRefusing { get; set; }

    /// <summary>How many of the next deliveries reach the target without its answer coming back: they are offered again.</summary>
    public int LostAnswers { get; set; }

    /// <summary>How often it was offered something, refusals included.</summary>
    public int Attempts { get; private set; }

    long ISink.Open(string output, int partition) => positions.GetValueOrDefault(partition);

    void ISink.Deliver(string output, int partition, RecordChunk records)
    {
        Attempts++;
        if (IsRefusing)
            throw new SinkException(Name, "the target refuses");
        var position = positions.GetValueOrDefault(partition);
        for (var i = 0; i < records.Count; i++)
        {
            if (records.Offsets[i] >= position)
                received.Add(PipelineResult.Of(output, records.ValueOf(i)));
        }

        positions[partition] = records.Offsets[^1] + 1;
        if (LostAnswers == 0)
            return;
        LostAnswers--;
        throw new SinkException(Name, "the target does not answer");
    }

    void IDisposable.Dispose()
    {
    }
}
