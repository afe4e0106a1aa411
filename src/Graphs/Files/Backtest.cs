using Millrace.Actors.Kernel;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Files;

/// <summary>
/// A pipeline over recorded data: files in, JSON lines out, as fast as it goes. The same engine as live: one shard, fed by every file as a partition of its own.
/// The same input gives the same output, byte for byte. One thread at a time.
/// </summary>
public sealed class Backtest : IDisposable
{
    private readonly FileMerge merge;
    private readonly Shard shard;
    private readonly OutputJson json;
    private readonly OutputTally tally;
    private int previous = -1;
    private int open;

    private Backtest(PipelineDefinition pipeline, FileMerge merge)
    {
        this.merge = merge;
        open = merge.Files.Count;
        shard = PipelineShard.Create(pipeline, merge.Files.Count);
        var schemas = PipelineShard.Schemas(pipeline);
        json = new OutputJson(schemas, pipeline.Symbols);
        tally = new OutputTally(schemas);
    }

    /// <summary>Opens the files, so that whatever cannot be read is known before anything is written.</summary>
    /// <param name="pipeline">The pipeline; it belongs to this backtest alone from now on.</param>
    /// <param name="inputs">The files, one at least; <c>-</c> is the standard input.</param>
    /// <exception cref="InputFileException">A file cannot be read.</exception>
    public static Backtest Open(PipelineDefinition pipeline, IReadOnlyList<string> inputs)
    {
        var merge = FileMerge.Open(inputs, pipeline.Source.ToFormat(), pipeline.Schema, pipeline.Symbols);
        return new Backtest(pipeline, merge);
    }

    /// <summary>Runs to the end of the files.</summary>
    /// <param name="output">Takes the outputs, one JSON object a line.</param>
    /// <param name="flush">Whether everything still open fires at the end.</param>
    /// <param name="progress">Called now and then, on this thread; null for no one.</param>
    /// <param name="cancellation">Ends the run between two batches.</param>
    /// <exception cref="InputFileException">A file cannot be read on.</exception>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    public BacktestSummary Run(Stream output, bool flush = true, Action<BacktestProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (open > 1)
        {
            for (var file = 0; file < open; file++)
                Expect(file);
        }

        var batches = 0;
        while (merge.Next(out var run))
        {
            Take(in run, flush);
            Write(output);
            if ((++batches & 0x3F) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Invoke(Progress());
            }
        }

        output.Flush();
        progress?.Invoke(Progress());
        return new BacktestSummary(shard.Statistics, tally.Counts, merge.BytesRead);
    }

    /// <inheritdoc/>
    public void Dispose() => merge.Dispose();

    private BacktestProgress Progress() => new(merge.BytesRead, merge.BytesTotal, shard.Statistics.Readings, shard.Watermark, tally.Total);

    private void Take(in FileRun run, bool flush)
    {
        // Another file takes over: the one before says how far it is ahead, so that it holds nobody back.
        if (previous >= 0 && previous != run.Partition)
            Expect(previous);
        previous = run.Partition;
        if (!run.IsEnd)
            shard.Process(run.Batch, run.From, run.To);
        else if (--open > 0 || flush)
            shard.Finish(run.Partition);
    }

    private void Expect(int file)
    {
        if (merge.PositionOf(file) is var position && position != EventTime.MinValue)
            shard.Expect(file, position);
    }

    private void Write(Stream output)
    {
        var outputs = shard.Outputs;
        for (var i = 0; i < outputs.Count; i++)
        {
            output.Write(json.Encode(outputs, i));
            tally.Add(in outputs.Items[i]);
        }

        outputs.Clear();
    }
}
