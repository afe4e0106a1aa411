namespace Millrace.Graphs.Log;

/// <summary>
/// A partitioned, append-only log in a folder: a durable source and outbox without another server. One process has it open. Any thread; each
/// partition takes one append at a time and any number of readers. See docs/log.md for the format and what is promised.
/// </summary>
public sealed class EmbeddedLog : IDisposable
{
    /// <summary>Opens the log in a folder, which is made if it is not there, and mends what a crash has left.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Layout and retention.</param>
    /// <param name="clock">Gives records their arrival times.</param>
    /// <exception cref="ArgumentException">The options have errors.</exception>
    /// <exception cref="LogLockedException">Another process has the log open.</exception>
    /// <exception cref="LogTopicException">A folder of the log is no topic as this version knows it.</exception>
    /// <exception cref="IOException">The folder cannot be read and written.</exception>
    public static EmbeddedLog Open(string folder, LogOptions options, TimeProvider clock) => throw new NotImplementedException();

    /// <summary>Opens the log in given files.</summary>
    /// <inheritdoc cref="Open(string, LogOptions, TimeProvider)"/>
    /// <param name="files">Where the log is.</param>
    /// <param name="options">Layout and retention.</param>
    /// <param name="clock">Gives records their arrival times.</param>
    public static EmbeddedLog Open(ILogFiles files, LogOptions options, TimeProvider clock) => throw new NotImplementedException();

    /// <summary>What was mended, or found to be damaged, when the log was opened: a line each, for the operator.</summary>
    public IReadOnlyList<string> Notices => throw new NotImplementedException();

    /// <summary>The names of the topics, in ordinal order.</summary>
    public IReadOnlyList<string> Topics => throw new NotImplementedException();

    /// <summary>A topic, which is made if it is not there.</summary>
    /// <param name="name">Its name: 1 to 249 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, but not <c>.</c> or <c>..</c></param>
    /// <param name="partitions">How many partitions it has, 1 to 1024; null for as many as it has on disk, or 1 when it is new.</param>
    /// <exception cref="LogTopicException">The name is none, or the topic has another number of partitions.</exception>
    /// <exception cref="LogWriteException">The topic cannot be made.</exception>
    public LogTopic Topic(string name, int? partitions = null) => throw new NotImplementedException();

    /// <summary>Deletes the segments that <see cref="LogOptions.RetentionAge"/> and <see cref="LogOptions.RetentionBytes"/> no longer keep and nobody holds. To be called now and then.</summary>
    /// <returns>How many bytes were deleted.</returns>
    /// <exception cref="LogWriteException">A file cannot be deleted, or made; the log is in order and the next call goes on.</exception>
    public long ApplyRetention() => throw new NotImplementedException();

    /// <summary>Brings everything to disk and closes the files. Readers must be disposed of by those who opened them.</summary>
    /// <exception cref="LogWriteException">Something is not on disk.</exception>
    public void Dispose() => throw new NotImplementedException();
}
