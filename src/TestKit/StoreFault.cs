namespace Millrace.TestKit;

/// <summary>What goes wrong with one call of a <see cref="MemoryCheckpointStore"/>.</summary>
public enum StoreFault
{
    /// <summary>It fails before anything was written, for good.</summary>
    BeforeCommit,

    /// <summary>It is written, and then the connection is lost: the caller does not know.</summary>
    AfterCommit,

    /// <summary>It fails before anything was written, and may succeed when called again.</summary>
    Locked,
}
