using Millrace.Graphs.Results;
using Millrace.Graphs.Sources;
using Millrace.Host.Service;
using Millrace.Messages;

namespace Millrace.Host.Live;

/// <summary>Reads off how service and factory stand, and follows the matches.</summary>
internal sealed class DemoMeter
{
    private const int Samples = 6; // of which the rate is the mean
    private const int MostMatches = 100_000; // about a month of the default factory; older ones are forgotten then
    private readonly MillraceService service;
    private readonly FactoryFeed feed;
    private readonly TimeProvider clock;
    private readonly HashSet<string> machines;
    private readonly string[] windows;
    private readonly Queue<(long At, long Readings, TimeSpan Cpu)> samples = new();
    private readonly Lock gate = new();
    private readonly List<FoundFailure> found = [];
    private readonly long started;

    public DemoMeter(MillraceService service, FactoryFeed feed, FactoryNote note, TimeProvider clock)
    {
        (this.service, this.feed, this.clock) = (service, feed, clock);
        started = clock.GetTimestamp();
        machines = [.. Graphs.Factory.FactorySensor.Mount(note.Sensors / 4, 1).Select(sensor => sensor.Machine)];
        windows = [.. service.Pipeline.Definition.Windows.Select(window => window.To).Distinct()];
    }

    /// <summary>Follows the matches from the first in the log on, until it is cancelled.</summary>
    /// <exception cref="SourceException">The log is damaged.</exception>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        var topics = service.Pipeline.Definition.Patterns.Select(pattern => pattern.To).Distinct().Select(name => service.Pipeline.Outputs[name]).ToArray();
        var places = string.Join(';', topics.SelectMany(topic => topic.Partitions).Select(partition => $"{partition.Topic}/{partition.Index}/0"));
        var beginning = ResultCursor.TryParse(places, out var cursor) ? cursor : null; // none: the edited pipeline has no pattern
        try
        {
            await foreach (var result in new ResultFeed(topics).Follow(new ResultFilter(FoundFailure.Pattern, type: "match"), beginning, cancellation).ConfigureAwait(false))
            {
                if (FoundFailure.Read(result.Record) is not { } match)
                    continue;
                lock (gate)
                {
                    if (found.Count == MostMatches)
                        found.RemoveAt(0);
                    found.Add(match);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Told to end.
        }
    }

    /// <summary>How everything stands.</summary>
    /// <param name="matches">How many of the last matches are wanted.</param>
    public DemoView Read(int matches)
    {
        var now = clock.GetUtcNow();
        var partition = service.Pipeline.Status.Partitions[0];
        var source = service.Pipeline.Source.Partitions[0];
        samples.Enqueue((clock.GetTimestamp(), partition.Offset, Environment.CpuUsage.TotalTime));
        if (samples.Count > Samples)
            samples.Dequeue();
        var (first, last) = (samples.Peek(), samples.Last());
        var span = Math.Max(clock.GetElapsedTime(first.At, last.At).TotalSeconds, 1e-3);
        var status = feed.Status;
        FoundFailure[] all;
        lock (gate)
            all = [.. found];
        return new DemoView
        {
            Now = now,
            Running = clock.GetElapsedTime(started),
            Rate = (last.Readings - first.Readings) / span,
            Cpu = (last.Cpu - first.Cpu).TotalSeconds / span,
            LogRecords = source.Stable,
            LogBytes = source.BytesBetween(source.Start, source.End),
            EventTimeLag = partition.HighestTime <= new EventTime(0) ? null : TimeSpan.FromMilliseconds(now.ToUnixTimeMilliseconds() - partition.HighestTime.Milliseconds),
            Partition = partition,
            Windows = windows.Sum(name => service.Pipeline.Outputs[name].Partitions.Sum(output => output.Stable)),
            Matches = all.Length,
            MemoryBytes = Environment.WorkingSet,
            Feed = status,
            Judgement = new Judgement(status, all, machines),
            Last = [.. all.TakeLast(matches).Reverse()],
        };
    }
}
