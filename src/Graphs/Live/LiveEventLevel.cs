namespace Millrace.Graphs.Live;

/// <summary>How much an event matters.</summary>
public enum LiveEventLevel
{
    /// <summary>The ordinary course of things.</summary>
    Information,

    /// <summary>It goes on, but somebody should look.</summary>
    Warning,

    /// <summary>Something has stopped.</summary>
    Error,
}
