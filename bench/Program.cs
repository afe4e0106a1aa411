using Millrace.Actors.Windows;
using Millrace.Bench;

var what = args.Length > 0 ? args[0] : "all";
var readings = args.Length > 1 ? long.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 10_000_000;
Console.WriteLine($"{readings} readings, 10,000 sensors at 10 readings/s, count sum min max; .NET {Environment.Version}");
var workload = Workload.Create(10_000, what == "backtest" ? 1 : readings, 10);
var second = TimeSpan.FromSeconds(1);
if (what is "all" or "tumbling")
{
    Measure.Pair("tumbling 10 s", "int-keyed loop", readings, () => Loops.Tumbling(workload, 10_000),
        () => Engine.Windows(workload, new TumblingWindow(10 * second)));
}

if (what is "all" or "sliding")
{
    Measure.Pair("sliding 10 s by 1 s", "int-keyed loop with panes", readings, () => Loops.SlidingByPanes(workload, 1_000),
        () => Engine.Windows(workload, new SlidingWindow(10 * second, second)));
    Measure.Pair("sliding 10 s by 1 s", "own tumbling 10 s", readings, () => Engine.Windows(workload, new TumblingWindow(10 * second)),
        () => Engine.Windows(workload, new SlidingWindow(10 * second, second)));
}

if (what is "all" or "session")
{
    Measure.Pair("session gap 5 s", "int-keyed loop", readings, () => Loops.Sessions(workload, 5_000),
        () => Engine.Windows(workload, new SessionWindow(5 * second)));
}

if (what is "all" or "pattern")
{
    Measure.Pair("two-step pattern", "int-keyed loop", readings, () => Loops.TwoStep(workload, 60_000), () => Engine.Patterns(workload, 1));
    Measure.Pair("100 patterns", "one pattern", readings, () => Engine.Patterns(workload, 1), () => Engine.Patterns(workload, 100));
}

if (what is "patternonly")
{
    for (var i = 0; i < 15; i++)
        Engine.Patterns(workload, 1);
}

if (what is "slideonly")
{
    for (var i = 0; i < 30; i++)
        Engine.Windows(workload, new SlidingWindow(10 * second, second));
}

if (what is "backtest")
    Backtests.Run(readings);

if (what is "memory")
{
    Memory.PerKey("tumbling 10 s", 1_000_000, 14, w => [Engine.Window(w, "tumbling", new TumblingWindow(10 * second))]);
    Memory.PerKey("sliding 10 s by 1 s", 1_000_000, 14, w => [Engine.Window(w, "sliding", new SlidingWindow(10 * second, second))]);
    Memory.PerKey("session gap 5 s", 1_000_000, 14, w => [Engine.Window(w, "session", new SessionWindow(5 * second))]);
    Memory.PerKey("two-step pattern", 1_000_000, 14, w => [Engine.TwoStep(w, "pattern")]);
    Memory.PerKey("all four", 1_000_000, 14, w =>
    [
        Engine.Window(w, "tumbling", new TumblingWindow(10 * second)), Engine.Window(w, "sliding", new SlidingWindow(10 * second, second)),
        Engine.Window(w, "session", new SessionWindow(5 * second)), Engine.TwoStep(w, "pattern"),
    ]);
}
