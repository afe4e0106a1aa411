using System.Diagnostics;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sources;

namespace Millrace.Bench;

/// <summary>
/// The same readings through a backtest of a file and through the live pipeline from a filled log: exactly once, a checkpoint each second, outputs and checkpoints on
/// disk. Timed from the start of each to its last reading taken in, for the live one to its last checkpoint committed. The outputs must be the same bytes.
/// </summary>
public static class Live
{
    public static void Run(long readings)
    {
        var path = Backtests.Input(readings);
        using var folder = new BenchFolder();
        var source = folder.Fill("readings", BenchFolder.Lines(path));
        var rounds = new List<(double Backtest, double Live, double Processor, string Text)>();
        for (var round = 0; round < 6; round++)
        {
            var begin = Environment.CpuUsage.TotalTime;
            var (theirs, theirSum) = Backtest(path);
            var between = Environment.CpuUsage.TotalTime;
            var (ours, ourSum, text) = Pipeline(folder, round, source, out var end);
            var processor = (end - between) / (between - begin);
            var same = theirSum == ourSum ? "same outputs" : "OTHER OUTPUTS";
            Console.WriteLine(FormattableString.Invariant($"  round {round}{(round == 0 ? " (warms up)" : "")}: {theirs / ours:P0} of the backtest  {readings / ours / 1e6:F2} M/s vs {readings / theirs / 1e6:F2} M/s  {processor:F2} times its processor time  {text}  {same} {ourSum:X}"));
            if (round > 0)
                rounds.Add((theirs, ours, processor, text));
        }

        var middle = rounds.OrderBy(pair => pair.Backtest / pair.Live).ElementAt(rounds.Count / 2);
        Console.WriteLine(FormattableString.Invariant($"live, exactlyOnce, checkpoint each second   {middle.Backtest / middle.Live:P0} of the backtest   {readings / middle.Live / 1e6:F2} M/s vs {readings / middle.Backtest / 1e6:F2} M/s   {rounds.Select(pair => pair.Processor).Order().ElementAt(rounds.Count / 2):F2} times its processor time   {middle.Text}"));
    }

    private static (double Seconds, ulong Checksum) Backtest(string path)
    {
        var pipeline = PipelineFile.Parse(Backtests.Pipeline, "bench.yaml").Definition!;
        using var backtest = Graphs.Files.Backtest.Open(pipeline, [path]);
        using var output = new Backtests.CountingStream();
        GC.Collect();
        var watch = Stopwatch.StartNew();
        backtest.Run(output, flush: false);
        return (watch.Elapsed.TotalSeconds, output.Checksum);
    }

    /// <summary>A pipeline of another name each round, so that it begins at the beginning.</summary>
    private static (double Seconds, ulong Checksum, string Text) Pipeline(BenchFolder folder, int round, LogPartition source, out TimeSpan processor)
    {
        var text = Backtests.Pipeline.Replace("pipeline: bench", $"pipeline: bench{round}", StringComparison.Ordinal).Replace("to: results", $"to: results{round}", StringComparison.Ordinal);
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var pipeline = LivePipeline.Start(folder.Setup(text, new LiveOptions()));
        var (checkpoints, pause, bytes, last) = (0L, TimeSpan.Zero, 0L, 0L);
        while (pipeline.Status.Partitions[0] is var status && status.Offset < source.End)
        {
            if (status.CheckpointNumber != last)
            {
                last = status.CheckpointNumber;
                checkpoints++;
                pause = pause > status.CheckpointPause ? pause : status.CheckpointPause;
                bytes = Math.Max(bytes, status.CheckpointBytes);
            }

            Thread.Sleep(2);
        }

        pipeline.CheckpointAsync(default).GetAwaiter().GetResult();
        var seconds = watch.Elapsed.TotalSeconds;
        processor = Environment.CpuUsage.TotalTime;
        pipeline.StopAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
        using var output = new Backtests.CountingStream();
        using var reader = pipeline.Outputs[$"results{round}"].Partitions[0].OpenReader(0);
        var chunk = new RecordChunk();
        while (reader.TryRead(chunk, 1 << 20))
        {
            for (var i = 0; i < chunk.Count; i++)
            {
                output.Write(chunk.ValueOf(i));
                output.Write("\n"u8);
            }
        }

        return (seconds, output.Checksum, FormattableString.Invariant($"{checkpoints} checkpoints, longest pause {pause.TotalMilliseconds:F1} ms, up to {bytes / 1024} KiB"));
    }
}
