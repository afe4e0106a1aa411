using System.Globalization;
using Millrace.Host.Output;
using Spectre.Console;

namespace Millrace.Host.Live;

/// <summary>
/// The demonstration for a person: one page that renews itself in place. Each frame is one write that leaves cursor and terminal as a shell wants them, since the page invites to kill the process at
/// any moment; that is also why it does without Spectre's own live display, which hides the cursor until it is told to stop.
/// </summary>
internal sealed class LivePage : IDemoPage, IDisposable
{
    private const int FixedLines = 19; // all but the matches
    private const int MostMatches = 12;
    private const int FewestRows = 4; // kept free for matches
    private const int Label = 13;
    private static readonly TimeSpan ShowReturn = TimeSpan.FromSeconds(20);
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Dim = new(Color.Grey);
    private static readonly Style Name = new(Color.Blue);
    private static readonly Style Good = new(Color.Green);
    private static readonly Style Bad = new(Color.Red, decoration: Decoration.Bold);
    private static readonly Style Command = new(Color.Aqua);

    private readonly Stream output;
    private readonly Terminal terminal;
    private readonly DemoOrigin origin;
    private readonly DemoFolder folder;
    private readonly StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
    private readonly IAnsiConsole console;
    private (int Columns, int Rows) size;
    private int drawn;

    public LivePage(Terminal terminal, DemoOrigin origin, DemoFolder folder)
    {
        (this.terminal, this.origin, this.folder, output) = (terminal, origin, folder, terminal.Output);
        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
        });
    }

    public TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(500);

    public int Matches => Math.Clamp(terminal.Size().Rows - 1 - FixedLines, 0, MostMatches);

    public void Show(DemoView view)
    {
        var now = terminal.Size();
        text.GetStringBuilder().Clear();
        text.Write("\e[?2026h"); // the whole frame at once, where the terminal can
        if (now != size)
            text.Write(drawn == 0 ? "" : "\e[2J\e[H");
        else if (drawn > 0)
            text.Write($"\r\e[{drawn}A");
        size = now;
        console.Profile.Width = Math.Max(now.Columns, 20);
        var lines = Lines(view).Take(Math.Max(1, now.Rows - 1)).ToArray();
        foreach (var line in lines)
        {
            console.Write(line.Render(now.Columns - 1));
            text.Write("\e[K\n");
        }

        text.Write("\e[J\e[?2026l");
        drawn = lines.Length;
        output.Write(System.Text.Encoding.UTF8.GetBytes(text.ToString()));
        output.Flush();
    }

    public void Say(string line)
    {
        output.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        output.Flush();
        drawn = 0;
    }

    public void Dispose() => text.Dispose();

    private IEnumerable<PageLine> Lines(DemoView view)
    {
        yield return new PageLine().Add("Millrace", Bold).Add("  " + DemoText.Factory(origin.Sensors))
            .To(Math.Min(size.Columns, 120) - 13).Add(DemoText.Clock(view.Now) + " UTC", Dim);
        yield return new PageLine().Add(origin.ToString(), Dim);
        yield return new PageLine();
        yield return Fact("readings").Add(DemoText.Rate(view), Bold)
            .Add($"   {Figures.Count(view.LogRecords)} in the log, {Figures.Bytes(view.LogBytes)}   running {DemoText.Minutes(view.Running)}");
        yield return Fact("lag").Add($"{DemoText.Lag(view)}; {Figures.Count(view.Partition.OffsetLag)} readings wait");
        yield return Checkpoint(view);
        var counts = view.Partition.Statistics;
        yield return Fact("results").Add($"{Figures.Count(view.Windows)} windows, {Figures.Count(view.Matches)} {(view.Matches == 1 ? "match" : "matches")}, ")
            .Add($"{Figures.Count(counts.Late)} late, {Figures.Count(counts.DeadLetters)} dead letters");
        yield return Fact("machine").Add(string.Create(CultureInfo.InvariantCulture, $"{100 * view.Cpu:0}% of a core; memory {Figures.Bytes(view.MemoryBytes)}, "))
            .Add($"of it {Figures.Bytes(view.Partition.ResidentBytes)} state of {Figures.Count(view.Partition.ResidentKeys)} keys");
        yield return Offline(view);
        yield return view.Trouble.Length > 0 ? new PageLine().Add(view.Trouble, Bad) : new PageLine();
        yield return new PageLine().Add("Bearing failures: vibration above 8, then temperature above 80 within 60 s", Bold);
        foreach (var match in view.Last)
            yield return Match(match, view.Judgement);
        for (var i = view.Last.Length; i < Math.Min(Matches, FewestRows); i++)
            yield return i == 0 ? new PageLine().Add("none yet in this factory: the first comes within a minute", Dim) : new PageLine();
        yield return new PageLine().Add(view.Judgement.ToString(), view.Judgement.IsExact ? Good : Bad).Add($"; near-misses planted: {view.Judgement.NearMisses}", Dim);
        yield return new PageLine();
        yield return new PageLine().Add("Try next, in another terminal", Bold).Add("   Ctrl-C ends it in order", Dim);
        foreach (var (command, purpose) in origin.TryNext(folder, view.Last is [var match, ..] ? match.Machine : view.Feed.Outages is [var outage, ..] ? outage.Machine : "m-001"))
        {
            var line = new PageLine().Add("  ").Add(command, Command);
            yield return line.Length + purpose.Length + 3 < size.Columns ? line.Add("   " + purpose, Dim) : line;
        }
    }

    private static PageLine Fact(string name) => new PageLine().Add(name, Name).To(Label);

    private static PageLine Checkpoint(DemoView view)
    {
        var partition = view.Partition;
        if (partition.CheckpointTime is not { } time)
            return Fact("checkpoint").Add("none in this run yet");
        var ago = view.Now - time;
        return Fact("checkpoint").Add($"{Figures.Count(partition.CheckpointNumber)}, {DemoText.Decimal(Math.Max(0, ago.TotalSeconds))} s ago: ")
            .Add($"pause {DemoText.Milliseconds(partition.CheckpointPause)}, {Figures.Count(partition.CheckpointKeys)} keys, {Figures.Bytes(partition.CheckpointBytes)}");
    }

    private PageLine Offline(DemoView view)
    {
        var perMachine = 10.0 * origin.Sensors / (origin.Sensors / 4);
        if (view.Offline(perMachine) is { } offline)
            return Fact("offline").Add(offline.Machine, Bold).Add($" for {DemoText.Minutes(offline.Offline)}; it keeps {Figures.Count(offline.Readings)} readings and is back at {DemoText.Clock(offline.Back)}");
        var now = new Messages.EventTime(view.Now.ToUnixTimeMilliseconds());
        if (view.Feed.LastOutage is { } last && now - last.To < ShowReturn)
            return Fact("back online").Add(last.Machine, Bold).Add($": {Figures.Count((long)((last.To - last.From).TotalSeconds * perMachine))} readings came at once, each in its own windows");
        return Fact("offline").Add("no machine", Dim);
    }

    private PageLine Match(FoundFailure match, Judgement judgement)
    {
        var line = new PageLine().Add(match.Machine, Bold).To(7)
            .Add("vibration ").Add(DemoText.Decimal(match.Vibration).PadLeft(4)).Add($" at {DemoText.Clock(match.Spike)}  ", Dim)
            .Add("temperature ").Add(DemoText.Decimal(match.Temperature).PadLeft(4)).Add($" at {DemoText.Clock(match.Rise)}  ", Dim);
        line = judgement.Of(match) switch
        {
            Verdict.Planted => line.Add("✓ planted", Good),
            Verdict.Foreign => line.Add("✓ yours", Good),
            _ => line.Add("not planted", Bad),
        };
        return size.Columns >= 102 ? line.To(82).Add($"found {DemoText.Decimal((match.Found - match.Rise).TotalSeconds)} s after", Dim) : line;
    }
}
