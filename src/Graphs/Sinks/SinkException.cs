namespace Millrace.Graphs.Sinks;

/// <summary>A sink's target cannot take outputs at the moment. The same portion is delivered again later; nothing is dropped.</summary>
public sealed class SinkException : IOException
{
    /// <summary>An exception about a sink.</summary>
    /// <param name="sink">Its name.</param>
    /// <param name="problem">What is wrong and, where that is known, the mend.</param>
    /// <param name="retryAfter">How long the target asks to be left alone; null when it does not say.</param>
    /// <param name="inner">What brought it up.</param>
    public SinkException(string sink, string problem, TimeSpan? retryAfter = null, Exception? inner = null)
        : base($"sink {sink}: {problem}", inner) => RetryAfter = retryAfter;

    /// <summary>How long the target asks to be left alone; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; }
}
