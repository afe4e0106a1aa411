using Millrace.Host.Output;

namespace Millrace.Host.Live;

/// <summary>Where a run of the demonstration began.</summary>
/// <param name="Folder">The data folder, as it was given.</param>
/// <param name="Url">Where the HTTP interface listens.</param>
/// <param name="AskedUrl">Where it was to listen.</param>
/// <param name="Millrace">How to call this program.</param>
/// <param name="Arguments">The options that start the same demonstration again, with a blank before each; empty for the defaults.</param>
/// <param name="Sensors">How many sensors there are.</param>
/// <param name="Ended">When the run before ended; null when this is the first.</param>
/// <param name="WasStopped">Whether it was stopped in order, not killed.</param>
/// <param name="Records">Readings in the log at the start.</param>
/// <param name="Recovery">How long it took until all of them were taken in.</param>
/// <param name="ProcessId">This process.</param>
internal sealed record DemoOrigin(
    string Folder, string Url, string AskedUrl, string Millrace, string Arguments, int Sensors, DateTimeOffset? Ended, bool WasStopped, long Records, TimeSpan Recovery, int ProcessId)
{
    private const int LongestCommand = 77; // that is not cut off in 80 columns

    /// <summary>One line about it.</summary>
    public override string ToString() => Ended is not { } ended
        ? $"a new factory; its log and checkpoints are in {Folder}"
        : $"continues: {(WasStopped ? "stopped" : "killed")} at {DemoText.Clock(ended)}, {Figures.Count(Records)} readings logged, "
            + $"recovered in {DemoText.Milliseconds(Recovery)}";

    /// <summary>What to try, each a command and what it is for.</summary>
    public IEnumerable<(string Command, string Purpose)> TryNext(DemoFolder folder, string machine)
    {
        yield return ($"curl {Url}/api/v1/sensors/{machine}", "a machine now");
        yield return ($"curl '{Url}/api/v1/results?type=match'", "all matches");
        yield return ($"kill -9 {ProcessId}", "then start it again: nothing is missing, nothing comes twice");
        var ingest = $"{Millrace} ingest {folder.Oven}{(Url == LiveDemo.DefaultUrl ? "" : " --server " + Url)}";
        yield return (ingest.Length <= LongestCommand ? ingest : $"curl --data-binary @{folder.Oven} {Url}/api/v1/readings", "an oven of yours");
        yield return ($"edit {folder.Pipeline}", "Ctrl-C, start again: what you left as it was goes on");
    }
}
