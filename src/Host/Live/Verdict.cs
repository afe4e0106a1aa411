namespace Millrace.Host.Live;

/// <summary>What a match is worth.</summary>
internal enum Verdict
{
    /// <summary>It is a failure that was planted, reading for reading.</summary>
    Planted,

    /// <summary>Nothing like it was planted.</summary>
    FalseAlarm,

    /// <summary>It is about readings of somebody else, or of runs that are forgotten.</summary>
    Foreign,
}
