namespace Millrace.Graphs.Log;

/// <summary>A topic cannot be opened as asked: its name is no topic's name, or it has another number of partitions on disk.</summary>
public sealed class LogTopicException : Exception
{
    /// <summary>An exception about a topic.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="problem">What is wrong, and what to do.</param>
    public LogTopicException(string topic, string problem)
        : base($"Topic '{topic}': {problem}") => Topic = topic;

    /// <summary>The name of the topic.</summary>
    public string Topic { get; }
}
