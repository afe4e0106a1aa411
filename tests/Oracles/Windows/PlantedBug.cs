namespace Millrace.Oracles.Windows;

/// <summary>Mistakes that window code is prone to.</summary>
public enum PlantedBug
{
    /// <summary>None.</summary>
    None,

    /// <summary>The remainder of a negative time is negative.</summary>
    TruncatedRemainder,

    /// <summary>A window fires one millisecond too late.</summary>
    FiresAtEnd,

    /// <summary>A reading is late only one millisecond after it is.</summary>
    LateOneTooLate,

    /// <summary>The watermark goes back with a reading that is behind.</summary>
    WatermarkGoesBack,

    /// <summary>The watermark is that of the partition which is furthest ahead.</summary>
    WatermarkIsTheGreatest,

    /// <summary>A window that fires again has revision 0.</summary>
    RevisionStays,

    /// <summary>A late reading within the allowance is taken in but does not fire its window.</summary>
    LateDoesNotFire,

    /// <summary>Windows of one end fire in the order of their start whatever their key.</summary>
    OrderByStart,

    /// <summary>Sessions that touch stay apart.</summary>
    TouchingSessionsStayApart,

    /// <summary>A reading that bridges two sessions joins the first alone.</summary>
    BridgeJoinsOne,

    /// <summary>A merged session forgets that it was fired.</summary>
    MergeForgetsRevision,

    /// <summary>A session goes on over its longest duration.</summary>
    SessionsNeverEnd,

    /// <summary>A lookback includes its left end.</summary>
    LookbackIncludesLeftEnd,

    /// <summary>Readings of one time are taken in the reverse order of arrival.</summary>
    TiesReversed,

    /// <summary>A provisional result is repeated when nothing has come.</summary>
    EarlyRepeats,

    /// <summary>A reading whose window's condition does not hold does not move the watermark.</summary>
    FilteredReadingsMoveNothing,
}
