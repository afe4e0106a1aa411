namespace Millrace.Actors.Patterns;

/// <summary>
/// What a condition asked of the events that a step has taken up to a node, remembered there: the next event of a loop finds the figures of the
/// one before and adds to them. Always added up from the first event to the last, so that the figures are the same after a restore.
/// </summary>
internal sealed class TakenFigures
{
    /// <summary>The column of figures that look at no field.</summary>
    public const int NoColumn = -1;

    private readonly int step;
    private readonly int column;
    private readonly TakenFigures? next;
    private int valued;
    private double sum;
    private double min = double.NaN;
    private double max = double.NaN;

    private TakenFigures(int step, int column, TakenFigures? next, TakenFigures? before)
    {
        this.step = step;
        this.column = column;
        this.next = next;
        if (before is null)
            return;
        (Count, First, Last) = (before.Count, before.First, before.Last);
        (valued, sum, min, max) = (before.valued, before.sum, before.min, before.max);
    }

    public int Count { get; private set; }

    public PatternEvent? First { get; private set; }

    public PatternEvent? Last { get; private set; }

    public double Sum => sum;

    public double Average => valued == 0 ? double.NaN : sum / valued;

    public double Min => min;

    public double Max => max;

    /// <summary>The figures of a step up to a node.</summary>
    /// <param name="node">The last event taken; null before the first.</param>
    /// <param name="step">The step.</param>
    /// <param name="column">The number column, or <see cref="NoColumn"/>.</param>
    /// <param name="way">Memory to work in.</param>
    public static TakenFigures Of(MatchNode? node, int step, int column, List<MatchNode> way)
    {
        TakenFigures? before = null;
        way.Clear();
        for (var at = node; at is not null && (before = at.Figures?.Find(step, column)) is null; at = at.Parent)
            way.Add(at);
        if (way.Count == 0 && before is not null)
            return before;
        var figures = new TakenFigures(step, column, node?.Figures, before);
        for (var i = way.Count - 1; i >= 0; i--)
        {
            if (way[i].Step == step)
                figures.Add(way[i].Event);
        }

        if (node is not null)
            node.Figures = figures;
        return figures;
    }

    internal TakenFigures? Find(int ofStep, int ofColumn)
    {
        for (var figures = this; figures is not null; figures = figures.next)
        {
            if (figures.step == ofStep && figures.column == ofColumn)
                return figures;
        }

        return null;
    }

    private void Add(PatternEvent taken)
    {
        Count++;
        First ??= taken;
        Last = taken;
        var value = column == NoColumn ? double.NaN : taken.Number(column);
        if (double.IsNaN(value))
            return;
        valued++;
        sum += value;
        min = valued == 1 ? value : Math.Min(min, value);
        max = valued == 1 ? value : Math.Max(max, value);
    }
}
