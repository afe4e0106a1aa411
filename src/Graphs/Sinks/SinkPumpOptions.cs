namespace Millrace.Graphs.Sinks;

/// <summary>How outputs are brought to a sink.</summary>
public sealed record SinkPumpOptions
{
    /// <summary>About how many bytes are delivered at a time; 4 KiB to 16 MiB, default 1 MiB. What a pump holds in memory is at most three times that, and the largest record.</summary>
    public int PortionBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a partition waits after its first failure in a row; doubles with each further one. Default 100 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest that it waits, unless the target asks for more; default 30 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Each pause is cut by up to a half at random, so that many do not knock at once; the seed of that. Default 0.</summary>
    public int Seed { get; init; }
}
