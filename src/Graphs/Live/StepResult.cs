namespace Millrace.Graphs.Live;

/// <summary>What a step of a partition came to.</summary>
internal enum StepResult
{
    /// <summary>It did something; there may be more to do.</summary>
    Worked,

    /// <summary>There is nothing to take in now.</summary>
    Idle,

    /// <summary>It must not take in anything now: sinks are behind, or outputs cannot be written.</summary>
    Blocked,
}
