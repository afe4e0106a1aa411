namespace Millrace.Graphs.Sources;

/// <summary>A partition cannot be read: what is stored there is damaged, or gone. Names partition, offset and reason, and says what to do.</summary>
public sealed class SourceException : IOException
{
    /// <summary>An exception about a partition.</summary>
    /// <param name="partition">Its name.</param>
    /// <param name="offset">The offset that cannot be read.</param>
    /// <param name="problem">What is wrong and, where that is known, the mend.</param>
    /// <param name="inner">What brought it up, if anything did.</param>
    public SourceException(string partition, long offset, string problem, Exception? inner = null)
        : base($"{partition} at offset {offset}: {problem}", inner) => (Partition, Offset) = (partition, offset);

    /// <summary>The partition's name.</summary>
    public string Partition { get; }

    /// <summary>The offset that cannot be read.</summary>
    public long Offset { get; }
}
