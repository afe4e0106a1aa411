namespace Millrace.Graphs.Log;

/// <summary>Which records of a partition its readers see.</summary>
public enum LogVisibility
{
    /// <summary>What is on disk: nobody acts on a record that a power failure could take back. The default, right for sources.</summary>
    Durable,

    /// <summary>What is appended, at once. A power failure may take back what a reader has seen; a killed process does not.</summary>
    Written,

    /// <summary>What <see cref="LogPartition.Commit"/> has released and is on disk: for outputs that a checkpoint makes valid.</summary>
    Committed,
}
