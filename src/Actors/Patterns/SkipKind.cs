namespace Millrace.Actors.Patterns;

/// <summary>The rules of a <see cref="SkipStrategy"/>.</summary>
public enum SkipKind
{
    /// <summary>Nothing is dropped.</summary>
    None,

    /// <summary>To the next event after the match's first.</summary>
    ToNext,

    /// <summary>Past the match's last event.</summary>
    PastLastEvent,

    /// <summary>To the first event of a step.</summary>
    ToFirst,

    /// <summary>To the last event of a step.</summary>
    ToLast,
}
