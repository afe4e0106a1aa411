using System.Globalization;
using Millrace.Actors.Windows;
using Millrace.Bench;

// dotnet run -c Release --project bench -- [all|tumbling|sliding|session|pattern|patterns|memory|backtest|live|store|log|checkpoint|recovery|latency|ingest|memory-sink] [READINGS; for store, checkpoint and recovery ROWS or actors; for latency, ingest and memory-sink SECONDS; for log a folder on the disk to be measured]
// "all" is tumbling to patterns; the others want a process each, and those that write do so under TMPDIR.
// Pin it to one core and let the JIT's second tier run at once: DOTNET_TC_CallCountingDelayMs=0 taskset -c 1 ...
var what = args.Length > 0 ? args[0] : "all";
if (what == "log")
{
    Log.Run(args.Length > 1 ? args[1] : Path.GetTempPath());
    return;
}

var number = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : (int?)null;
switch (what)
{
    case "live":
        Live.Run(number ?? 10_000_000);
        return;
    case "checkpoint":
        Checkpoints.Run(number ?? 1_000_000);
        return;
    case "recovery":
        Recovery.Run(number ?? 1_000_000);
        return;
    case "latency":
        Latency.Run(number ?? 30);
        return;
    case "ingest":
        Ingest.Run(number ?? 10);
        return;
}

if (what == "memory-sink")
{
    StoppedSink.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 60);
    return;
}

var readings = args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 10_000_000;
var second = TimeSpan.FromSeconds(1);
Console.WriteLine($"{readings} readings; .NET {Environment.Version}; ratio, rates, bytes allocated a reading, checksums (results, sum)");
if (Is("tumbling") || Is("sliding") || Is("session") || Is("pattern"))
    InProcess(Workload.Create(10_000, readings, 10));
if (Is("sliding"))
{
    var dense = Workload.Create(1_000, readings, 100);
    Measure.Pair("sliding, 100 readings a slide", "own tumbling 10 s", readings, () => Engine.Windows(dense, new TumblingWindow(10 * second)),
        () => Engine.Windows(dense, new SlidingWindow(10 * second, second)));
}

if (Is("patterns"))
{
    var few = Math.Min(readings, 2_000_000);
    var workload = Workload.Create(10_000, few, 10);
    Measure.Pair("100 patterns in bands", "one pattern", few, () => Engine.Patterns(workload, [Engine.TwoStep(workload, "p")]),
        () => Engine.Patterns(workload, Engine.Bands(workload, 100)), rounds: 3);
    few = Math.Min(few, 500_000);
    var small = Workload.Create(1_000, few, 10);
    Measure.Pair("100 patterns, all overlapping", "one pattern", few, () => Engine.Patterns(small, [Engine.TwoStep(small, "p")]),
        () => Engine.Patterns(small, Engine.Overlapping(small, 100)), rounds: 3);
}

if (what == "memory") // in a process of its own: what it prints of resident memory is the process's
    PerKey();
if (what == "backtest")
    Backtests.Run(readings);
if (what == "store")
    Store.Run((int)Math.Min(readings, 1_000_000));

bool Is(string name) => what == "all" || what == name;

void InProcess(Workload workload)
{
    if (Is("tumbling"))
    {
        Measure.Pair("tumbling 10 s", "int-keyed loop", readings, () => Loops.Tumbling(workload, 10_000),
            () => Engine.Windows(workload, new TumblingWindow(10 * second)));
    }

    if (Is("sliding"))
    {
        Measure.Pair("sliding 10 s by 1 s", "int-keyed loop with panes", readings, () => Loops.SlidingByPanes(workload, 1_000),
            () => Engine.Windows(workload, new SlidingWindow(10 * second, second)));
        Measure.Pair("sliding, 10 readings a slide", "own tumbling 10 s", readings, () => Engine.Windows(workload, new TumblingWindow(10 * second)),
            () => Engine.Windows(workload, new SlidingWindow(10 * second, second)));
    }

    if (Is("session"))
    {
        Measure.Pair("session gap 5 s", "int-keyed loop", readings, () => Loops.Sessions(workload, 5_000),
            () => Engine.Windows(workload, new SessionWindow(5 * second)));
    }

    if (Is("pattern"))
    {
        Measure.Pair("two-step pattern 60 s", "int-keyed loop", readings, () => Loops.TwoStep(workload, 60_000),
            () => Engine.Patterns(workload, [Engine.TwoStep(workload, "p")]));
    }
}

void PerKey()
{
    Memory.PerKey("tumbling 10 s", 1_000_000, 14, w => [Engine.Window(w, "tumbling", new TumblingWindow(10 * second))]);
    Memory.PerKey("sliding 10 s by 1 s", 1_000_000, 14, w => [Engine.Window(w, "sliding", new SlidingWindow(10 * second, second))]);
    Memory.PerKey("session gap 5 s", 1_000_000, 14, w => [Engine.Window(w, "session", new SessionWindow(5 * second))]);
    Memory.PerKey("two-step pattern 60 s", 1_000_000, 14, w => [Engine.TwoStep(w, "pattern")]);
    Memory.PerKey("all four", 1_000_000, 14, w =>
    [
        Engine.Window(w, "tumbling", new TumblingWindow(10 * second)), Engine.Window(w, "sliding", new SlidingWindow(10 * second, second)),
        Engine.Window(w, "session", new SessionWindow(5 * second)), Engine.TwoStep(w, "pattern"),
    ]);
}
