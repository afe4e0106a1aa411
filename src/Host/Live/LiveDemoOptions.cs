namespace Millrace.Host.Live;

/// <summary>How the live demonstration is to run.</summary>
/// <param name="Folder">The data folder, as it was given.</param>
/// <param name="Urls">Where the HTTP interface listens if it can.</param>
/// <param name="For">For how long; null until it is told to end.</param>
/// <param name="Sensors">How many sensors; null for those of the factory that is there, or the default.</param>
/// <param name="Fresh">Whether to begin with an empty folder.</param>
/// <param name="Millrace">How to call this program.</param>
internal sealed record LiveDemoOptions(string Folder, string Urls, TimeSpan? For, int? Sensors, bool Fresh, string Millrace)
{
    /// <summary>The sensors of a new factory.</summary>
    public const int DefaultSensors = 2000;

    /// <summary>The fewest: two machines.</summary>
    public const int FewestSensors = 8;

    /// <summary>The most: 200,000 readings/s.</summary>
    public const int MostSensors = 20_000;
}
