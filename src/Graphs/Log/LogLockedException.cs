namespace Millrace.Graphs.Log;

/// <summary>An embedded log is open already, in this process or another: it has one writer.</summary>
public sealed class LogLockedException : IOException
{
    /// <summary>An exception about a log.</summary>
    /// <param name="root">The log's folder.</param>
    /// <param name="holder">Who has it open.</param>
    public LogLockedException(string root, string holder)
        : base($"The log in {root} is open already: {holder}. A log has one writer; stop that process, or choose another folder.") => Holder = holder;

    /// <summary>Who has it open: process id and since when.</summary>
    public string Holder { get; }
}
