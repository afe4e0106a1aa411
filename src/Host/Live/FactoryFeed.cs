using System.Text;
using Millrace.Graphs.Factory;
using Millrace.Graphs.Ingest;
using Millrace.Graphs.Sources;
using Millrace.Host.Service;
using Millrace.Messages;

namespace Millrace.Host.Live;

/// <summary>
/// Feeds a service with a live factory's readings, paced by the clock, by the way that HTTP requests take: validated, appended with whatever else waits, and acknowledged once they are on disk.
/// One request is under way at a time.
/// </summary>
internal sealed class FactoryFeed
{
    // Of usual requests. With the backlog of a machine it stays below a batch of the log, so that a request is in the log as a whole or not at all.
    private const int RequestBytes = 200_000;
    private const int ReadingBytes = 150; // about
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1); // that is made up for, at many times the usual rate
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>After so long a failure must have been found: 2 s until the watermark has passed, 1 s until the checkpoint, and some to spare.</summary>
    private static readonly TimeSpan ResultsTake = TimeSpan.FromSeconds(5);

    private readonly MillraceService service;
    private readonly FactoryNote note;
    private readonly TimeProvider clock;
    private readonly LiveFactory factory;
    private readonly EventTime started;
    private readonly RecordChunk chunk = new();
    private readonly TimeSpan step;
    private byte[] body = new byte[2 * RequestBytes];
    private DateTimeOffset taken;
    private long published;
    private FeedStatus status = new();

    /// <summary>A feed that begins now.</summary>
    public FactoryFeed(MillraceService service, FactoryNote note, TimeProvider clock)
    {
        (this.service, this.note, this.clock) = (service, note, clock);
        var earlier = note.Runs;
        if (earlier.IsEmpty)
            note.Open(clock.GetUtcNow());
        var now = clock.GetUtcNow();
        started = new EventTime(Math.Max(now.ToUnixTimeMilliseconds(), earlier.IsEmpty ? long.MinValue : earlier[^1].To.Milliseconds + 1));
        taken = DateTimeOffset.FromUnixTimeMilliseconds(started.Milliseconds);
        var options = OptionsOf(note);
        factory = new LiveFactory(options, taken, earlier);
        var bytesPerSecond = ReadingBytes * note.Sensors / options.Period.TotalSeconds;
        step = TimeSpan.FromMilliseconds(Math.Clamp(Math.Floor(1000 * RequestBytes / bytesPerSecond), 1, Longest.TotalMilliseconds));
        Publish("");
    }

    /// <summary>How it stands, as of the last second. Any thread.</summary>
    public FeedStatus Status => Volatile.Read(ref status);

    /// <summary>The factory of a note.</summary>
    public static LiveFactoryOptions OptionsOf(FactoryNote note)
    {
        var machines = note.Sensors / 4;
        // Each machine needs four minutes for an episode, so that few machines cannot fail often.
        var every = Math.Max(24, Math.Ceiling(2 * 240.0 / (machines - 1)));
        return new LiveFactoryOptions { Seed = note.Seed, Start = note.Start, Machines = machines, Sensors = 4, FailureEvery = TimeSpan.FromSeconds(every) };
    }

    /// <summary>Feeds until it is cancelled; what was begun is then finished and noted.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(step, clock);
        try
        {
            do
            {
                for (var now = clock.GetUtcNow(); taken + step <= now && !cancellation.IsCancellationRequested;)
                {
                    // Steps of one length also when this comes late, lest requests grow; after a long sleep the factory starts anew from the present.
                    var next = now - taken > LongestDelay ? now : taken + step;
                    taken = DateTimeOffset.FromUnixTimeMilliseconds(next.ToUnixTimeMilliseconds());
                    if (factory.TryTake(taken, chunk))
                        await AppendAsync(cancellation).ConfigureAwait(false);
                }

                if (clock.GetElapsedTime(published) >= StatusInterval)
                    Publish("");
            }
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Told to end.
        }

        Publish("");
        note.Stopped();
    }

    private async Task AppendAsync(CancellationToken cancellation)
    {
        var last = chunk.ValueOf(chunk.Count - 1);
        var partition = service.Pipeline.Source.Partitions[0];
        var intent = new FactoryNote.Intent(taken, partition.End, Encoding.UTF8.GetString(last));
        using var batch = service.Ingest.Read(Body(), OnBadReading.Refuse);
        while (true)
        {
            try
            {
                note.Intend(factory.Runs, intent);
                if (service.Appender.TryEnqueue(batch.Records, out var durable))
                {
                    await durable.ConfigureAwait(false);
                    note.Appended();
                    status = status with { Readings = status.Readings + chunk.Count };
                    return;
                }

                Publish("the log's queue is full; the factory waits");
            }
            catch (IOException failed)
            {
                note.NotAppended();
                Publish(failed.Message);
            }

            await Task.Delay(RetryAfter, clock, cancellation).ConfigureAwait(false);
        }
    }

    private ReadOnlySpan<byte> Body()
    {
        var length = chunk.Bytes + chunk.Count;
        if (body.Length < length)
            body = new byte[2 * length];
        var at = 0;
        for (var i = 0; i < chunk.Count; i++)
        {
            var value = chunk.ValueOf(i);
            value.CopyTo(body.AsSpan(at));
            at += value.Length;
            body[at++] = (byte)'\n';
        }

        return body.AsSpan(0, at);
    }

    private void Publish(string trouble)
    {
        published = clock.GetTimestamp();
        var now = new EventTime(taken.ToUnixTimeMilliseconds());
        var due = new EventTime(now.Milliseconds - (long)ResultsTake.TotalMilliseconds);
        var outages = factory.Outages;
        var over = status.Outages.FirstOrDefault(outage => outage.To <= now);
        Volatile.Write(ref status, status with
        {
            Outages = outages,
            LastOutage = over ?? status.LastOutage,
            Since = factory.Runs[0].From,
            Planted = factory.Planted(now),
            Due = due < started ? [] : factory.Planted(due), // what was found before a restart is read again first
            Trouble = trouble,
        });
    }
}
