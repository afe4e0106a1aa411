namespace Millrace.Actors.Checkpoints;

/// <summary>A partition has another owner since: this process must stop working on it at once, and nothing that it did after its last commit counts.</summary>
public sealed class FencedException : Exception
{
    /// <summary>An exception about a partition.</summary>
    /// <param name="partition">Its name.</param>
    /// <param name="epoch">The epoch of the commit that was refused.</param>
    /// <param name="current">The epoch of the present owner.</param>
    public FencedException(string partition, long epoch, long current)
        : base($"Partition {partition} was opened by another under epoch {current}; a checkpoint under epoch {epoch} is refused.")
    {
    }
}
