using Millrace.Messages;

namespace Millrace.Actors.Patterns;

/// <summary>Where a <see cref="PatternMatcher"/> puts what it finds. Called in the order in which matches are reported.</summary>
public interface IMatchSink
{
    /// <summary>A match is complete and nothing can precede it any more.</summary>
    void OnMatch(in PatternMatch match);

    /// <summary>A partial match ran out of time.</summary>
    /// <param name="partial">What it had taken.</param>
    /// <param name="at">When its time ran out.</param>
    void OnTimeout(in PatternMatch partial, EventTime at);

    /// <summary>Something could not be done as the pattern asks.</summary>
    /// <param name="notice">What: one of the flags.</param>
    /// <param name="isFirst">Whether it is the first time for the key.</param>
    void OnNotice(PatternNotice notice, bool isFirst);
}
