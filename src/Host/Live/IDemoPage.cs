namespace Millrace.Host.Live;

/// <summary>Shows the demonstration. One thread at a time.</summary>
internal interface IDemoPage
{
    /// <summary>The time between two calls to <see cref="Show"/>.</summary>
    TimeSpan Interval { get; }

    /// <summary>How many of the last matches it has room for.</summary>
    int Matches { get; }

    /// <summary>Shows how it stands.</summary>
    void Show(DemoView view);

    /// <summary>A line of its own below what was shown.</summary>
    void Say(string line);
}
