using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Sinks;

/// <summary>
/// Where outputs leave Millrace. Called by one thread, which delivers one portion after the other, and the same portion again after a failure. What a
/// sink promises (exactly once or at least once) is for each sink to say.
/// </summary>
public interface ISink : IDisposable
{
    /// <summary>The name under which its positions are kept, unique in a pipeline.</summary>
    string Name { get; }

    /// <summary>Mends what a crash left behind and tells where to go on: the next offset of a partition of an output.</summary>
    /// <param name="output">The output's name.</param>
    /// <param name="partition">The partition.</param>
    /// <returns>The offset, 0 when nothing was delivered yet.</returns>
    /// <exception cref="SinkException">The target cannot be reached or read.</exception>
    long Open(string output, int partition);

    /// <summary>Delivers records of a partition of an output, JSON lines, in their order. When it has returned, target and position both outlive a crash.</summary>
    /// <param name="output">The output's name.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="records">The records, one at least; offsets without gaps.</param>
    /// <exception cref="SinkException">The target did not take them, or it is not known whether it did.</exception>
    void Deliver(string output, int partition, RecordChunk records);

    /// <summary>Ends a delivery that is under way, as if the target had failed, and lets none that comes succeed: the time of a shutdown is over. Any thread, before the sink is disposed of. A sink whose
    /// deliveries are short need not do anything.</summary>
    void Abort()
    {
    }
}
