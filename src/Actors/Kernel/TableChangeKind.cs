namespace Millrace.Actors.Kernel;

/// <summary>What became of a table between a checkpoint and the shard that is restored from it.</summary>
public enum TableChangeKind
{
    /// <summary>The same name and definition: its actors keep their state.</summary>
    Kept,

    /// <summary>The checkpoint does not know it: its actors begin empty.</summary>
    New,

    /// <summary>The shard does not have it any more: its actors' state is passed over.</summary>
    Removed,

    /// <summary>The same name with another definition: the old state is passed over, the actors begin empty.</summary>
    Changed,
}
