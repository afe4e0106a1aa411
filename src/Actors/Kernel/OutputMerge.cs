using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>Brings the outputs of a run together in the order of rows, then of tables: each table's own are in that order already.</summary>
internal sealed class OutputMerge(TableContext[] contexts)
{
    private readonly OutputBatch rejected = new();
    private readonly int[] next = new int[contexts.Length + 1];

    public OutputBatch Merged { get; private set; } = new();

    /// <summary>Adds the dead letter of a record that could not be read.</summary>
    public void Reject(ReadingBatch batch, int row)
    {
        ref var output = ref rejected.Add();
        output.Kind = OutputKind.DeadLetter;
        output.Table = -1;
        output.Row = row;
        output.Detail = TableContext.DeadLetterOf(batch, row, batch.Rejections.GetValueOrDefault(row, "the record could not be read"));
    }

    /// <summary>Moves everything emitted since the last call to <see cref="Merged"/>.</summary>
    public void Take()
    {
        if (TakeOnly())
            return;
        next.AsSpan().Clear();
        while (true)
        {
            var least = -1;
            var row = 0;
            for (var i = 0; i < next.Length; i++)
            {
                var items = Source(i).Items;
                if (next[i] < items.Length && (least < 0 || items[next[i]].Row < row))
                {
                    least = i;
                    row = items[next[i]].Row;
                }
            }

            if (least < 0)
                break;
            CopyRow(least, row);
        }

        for (var i = 0; i < next.Length; i++)
            Source(i).Clear();
    }

    /// <summary>When a single table has emitted, its batch changes places with the empty merged one. True when nothing is left to do.</summary>
    private bool TakeOnly()
    {
        TableContext? only = null;
        foreach (var context in contexts)
        {
            if (context.Outputs.Count == 0)
                continue;
            if (only is not null)
                return false;
            only = context;
        }

        if (only is null)
            return rejected.Count == 0;
        if (rejected.Count > 0 || Merged.Count > 0)
            return false;
        (Merged, only.Outputs) = (only.Outputs, Merged);
        return true;
    }

    private OutputBatch Source(int i) => i == 0 ? rejected : contexts[i - 1].Outputs;

    private void CopyRow(int source, int row)
    {
        var batch = Source(source);
        var items = batch.Items;
        var first = next[source];
        var last = first;
        while (last < items.Length && items[last].Row == row)
            last++;
        next[source] = last;
        var valueStart = items[first].FirstValue;
        var valueEnd = last < items.Length ? items[last].FirstValue : batch.ValueCount;
        var shift = Merged.ValueCount - valueStart;
        for (var i = first; i < last; i++)
        {
            ref var copy = ref Merged.Add();
            copy = items[i];
            copy.FirstValue += shift;
        }

        batch.Values[valueStart..valueEnd].CopyTo(Merged.AddValues(valueEnd - valueStart));
    }
}
