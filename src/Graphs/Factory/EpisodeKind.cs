namespace Millrace.Graphs.Factory;

/// <summary>What happens in a planted episode.</summary>
public enum EpisodeKind
{
    /// <summary>A vibration spike, and within 60 s of it the temperature passes its limit: a match.</summary>
    Failure,

    /// <summary>A vibration spike, and the temperature stays as it was: no match.</summary>
    SpikeOnly,

    /// <summary>The temperature passes its limit more than 60 s after the last spike: no match.</summary>
    RiseTooLate,

    /// <summary>The temperature passes its limit and is back before the spike comes: no match.</summary>
    RiseFirst,
}
