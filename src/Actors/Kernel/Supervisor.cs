using Millrace.Actors.Descriptions;

namespace Millrace.Actors.Kernel;

/// <summary>
/// Guards the handlers of tables that may throw. A handler that throws leaves no trace: the actor's state is put back, its outputs and timers are taken back,
/// and the reading goes to the dead letters with the error. An actor that keeps failing is stopped: its readings then go to the dead letters unseen.
/// </summary>
internal sealed class Supervisor(Shard shard)
{
    private readonly StateWriter before = new(shard.Options.Symbols);
    private readonly Dictionary<(int Table, int Slot), Failures> failing = [];

    /// <summary>How often an actor has failed in a row, and the error that stopped it, if it is stopped.</summary>
    internal sealed class Failures
    {
        public int Count { get; set; }

        public string? StoppedBy { get; set; }
    }

    /// <summary>Hands a table the rows of a run one by one, and fires its timers between them.</summary>
    public void OnReadings(ActorTable table, ReadingRun run, TableContext context)
    {
        var (from, to) = (run.From, run.To);
        for (var row = from; row < to; row++)
        {
            var slot = run.Slots[row];
            (run.From, run.To) = (row, row + 1);
            context.Row = row;
            if (slot >= 0 && !table.Concerns(run, row))
            {
                context.FireAfter(row, slot, run.WatermarkAfter[row]);
                continue;
            }

            if (slot >= 0 && failing.TryGetValue((context.Index, slot), out var failures) && failures.StoppedBy is not null)
                context.DeadLetter(run, row, $"{table.Name}: the actor is stopped; its last error: {failures.StoppedBy}");
            else if (Try(table, slot, context, (table, run, context), static call => call.table.OnReadings(call.run, call.context)) is { } error)
            {
                context.DeadLetter(run, row, $"{table.Name}: {Describe(error)}");
                Count(table, slot, context, run.Batch.Times[row], error);
            }

            context.FireAfter(row, slot, run.WatermarkAfter[row]);
        }

        (run.From, run.To) = (from, to);
    }

    /// <summary>Hands a table a timer.</summary>
    public void OnTimer(ActorTable table, int slot, long due, TableContext context)
    {
        if (IsStopped(context, slot))
            return;
        var error = Try(table, slot, context, (table, slot, due, context), static call => call.table.OnTimer(call.slot, call.due, call.context));
        if (error is null)
            return;
        table.OnTimerFailed(slot, due, context);
        Report(table, slot, context, due, error);
    }

    /// <summary>Hands a table a processing-time timer.</summary>
    public void OnProcessingTimer(ActorTable table, int slot, DateTimeOffset now, TableContext context)
    {
        if (IsStopped(context, slot))
            return;
        var error = Try(table, slot, context, (table, slot, now, context), static call => call.table.OnProcessingTimer(call.slot, call.now, call.context));
        if (error is not null)
            Report(table, slot, context, now.ToUnixTimeMilliseconds(), error);
    }

    /// <summary>The failures of an actor; null when its last handler succeeded.</summary>
    public Failures? FailuresOf(int table, int slot) => failing.GetValueOrDefault((table, slot));

    /// <summary>Asks an actor to describe itself. An error is told in the description; it is no failure of the actor's.</summary>
    public static ActorDescription? Describe(ActorTable table, int slot, in DescriptionMoment moment)
    {
        try
        {
            return table.Describe(slot, in moment);
        }
        catch (Exception error)
        {
            return new ActorDescription { Table = table.Name, Kind = ActorKind.Actor, Fault = Describe(error) };
        }
    }

    public void Restore(int table, int slot, int count, string? stoppedBy)
    {
        if (count > 0)
            failing[(table, slot)] = new Failures { Count = count, StoppedBy = stoppedBy };
    }

    /// <summary>The actor has left memory.</summary>
    public void Forget(int table, int slot)
    {
        if (failing.Count > 0)
            failing.Remove((table, slot));
    }

    private Exception? Try<TCall>(ActorTable table, int slot, TableContext context, TCall call, Action<TCall> handler)
    {
        if (slot < 0)
        {
            handler(call);
            return null;
        }

        before.Clear();
        table.Snapshot(slot, before);
        var due = context.Timers.Due[slot];
        var wake = context.ProcessingDue(slot);
        var (outputs, values) = (context.Outputs.Count, context.Outputs.ValueCount);
        shard.BeginGuarded();
        try
        {
            handler(call);
            if (failing.Count > 0)
                failing.Remove((context.Index, slot));
            return null;
        }
        catch (Exception error)
        {
            context.Outputs.Truncate(outputs, values);
            shard.RollBackCounts();
            var state = new StateReader(before.Written.Span, context.Symbols);
            table.Restore(slot, ref state, context);
            context.Timers.Due[slot] = due;
            context.RestoreProcessing(slot, wake);
            return error;
        }
    }

    private bool IsStopped(TableContext context, int slot) =>
        failing.TryGetValue((context.Index, slot), out var failures) && failures.StoppedBy is not null;

    private void Report(ActorTable table, int slot, TableContext context, long time, Exception error)
    {
        context.Notice(slot, time, $"{table.Name}: a timer failed: {Describe(error)}");
        Count(table, slot, context, time, error);
    }

    private void Count(ActorTable table, int slot, TableContext context, long time, Exception error)
    {
        if (!failing.TryGetValue((context.Index, slot), out var failures))
            failing.Add((context.Index, slot), failures = new Failures());
        if (++failures.Count < shard.Options.StopAfterFailures)
            return;
        failures.StoppedBy = Describe(error);
        context.Notice(slot, time, $"{table.Name}: stopped after {failures.Count} failures in a row; the last: {failures.StoppedBy}");
    }

    private static string Describe(Exception error) => $"{error.GetType().Name}: {error.Message}";
}
