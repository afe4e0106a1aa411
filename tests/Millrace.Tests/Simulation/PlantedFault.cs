namespace Millrace.Tests.Simulation;

/// <summary>A bug on purpose, one for each class of fault: the simulation must notice it.</summary>
public enum PlantedFault
{
    None,

    /// <summary>The disk says that it has synced and has not.</summary>
    LyingSync,

    /// <summary>The store says that it has committed and has not.</summary>
    LyingCommit,

    /// <summary>The store takes the head of a checkpoint and forgets one of its rows.</summary>
    LostRow,

    /// <summary>Outputs beyond the last checkpoint stay after a crash.</summary>
    KeptTail,

    /// <summary>A sink forgets how far it had delivered.</summary>
    ForgetfulSink,

    /// <summary>A sink drops a portion that its target refused.</summary>
    DroppedPortion,

    /// <summary>What a re-partition log holds twice is taken in twice.</summary>
    RepeatedRekeying,

    /// <summary>The store mixes up which shard a key belongs to.</summary>
    WrongRoute,

    /// <summary>The time before which nothing may arrive is forgotten in a crash, so that the clock goes back.</summary>
    ClockGoesBack,
}
