namespace Millrace.Actors.Checkpoints;

/// <summary>The store cannot be read or written at the moment: locked, full, gone, or damaged. The message says what to do about it.</summary>
public sealed class CheckpointStoreException : IOException
{
    /// <summary>An exception about a store.</summary>
    /// <param name="message">What is wrong and, where that is known, the mend.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    /// <param name="inner">What brought it up.</param>
    public CheckpointStoreException(string message, bool isTransient, Exception? inner = null)
        : base(message, inner) => IsTransient = isTransient;

    /// <summary>Whether the same call may succeed later: the store is locked or full, the connection was lost.</summary>
    public bool IsTransient { get; }
}
