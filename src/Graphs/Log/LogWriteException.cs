namespace Millrace.Graphs.Log;

/// <summary>Something could not be written or brought to disk: the disk is full, read-only or broken. The partition is as it was, and the same call may succeed when the cause is gone.</summary>
public sealed class LogWriteException : IOException
{
    /// <summary>An exception about a partition or topic.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="problem">What could not be done.</param>
    /// <param name="inner">What brought it up.</param>
    public LogWriteException(string name, string problem, Exception? inner = null)
        : base(inner == null ? $"{name}: {problem}" : $"{name}: {problem}: {inner.Message}", inner) => Name = name;

    /// <summary>The name of the partition or topic.</summary>
    public string Name { get; }
}
