using Millrace.Host.Output;

namespace Millrace.Host.Live;

/// <summary>The demonstration as lines: for pipes, files, and terminals that want no colours.</summary>
internal sealed class PlainPage : IDemoPage, IDisposable
{
    private readonly StreamWriter output;
    private DateTimeOffset newest;
    private string judged = "";

    public PlainPage(Terminal terminal, DemoOrigin origin, DemoFolder folder)
    {
        output = terminal.OpenText();
        newest = terminal.Clock.GetUtcNow();
        output.WriteLine($"Millrace runs a factory: {DemoText.Factory(origin.Sensors)}; times are UTC");
        output.WriteLine(origin.ToString());
        output.WriteLine("try next, in another terminal; Ctrl-C ends it in order");
        foreach (var (command, purpose) in origin.TryNext(folder, "m-001"))
            output.WriteLine($"  {command}   # {purpose}");
        output.Flush();
    }

    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    public int Matches => 100;

    public void Show(DemoView view)
    {
        foreach (var match in view.Last.Where(match => match.Found.Milliseconds > newest.ToUnixTimeMilliseconds()).Reverse())
        {
            var verdict = view.Judgement.Of(match) switch { Verdict.Planted => "planted", Verdict.Foreign => "yours", _ => "not planted" };
            output.Write($"{DemoText.Clock(view.Now)}  match {match.Machine}: vibration {DemoText.Decimal(match.Vibration)} at {DemoText.Clock(match.Spike)}, ");
            output.WriteLine($"temperature {DemoText.Decimal(match.Temperature)} at {DemoText.Clock(match.Rise)}; {verdict}");
            newest = DateTimeOffset.FromUnixTimeMilliseconds(match.Found.Milliseconds);
        }

        if (view.Judgement.ToString() is var judgement && judgement != judged)
            output.WriteLine($"{DemoText.Clock(view.Now)}  {judged = judgement}");
        var lag = view.EventTimeLag is { } known ? DemoText.Decimal(known.TotalSeconds) : "-";
        output.WriteLine($"{DemoText.Clock(view.Now)}  {DemoText.Rate(view)}, lag {lag} s, {Figures.Count(view.Partition.OffsetLag)} wait, checkpoint {view.Partition.CheckpointNumber}, {Figures.Count(view.Windows)} windows");
        if (view.Trouble.Length > 0)
            output.WriteLine($"{DemoText.Clock(view.Now)}  {view.Trouble}");
        output.Flush();
    }

    public void Say(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }

    public void Dispose() => output.Dispose();
}
