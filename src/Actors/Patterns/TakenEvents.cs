namespace Millrace.Actors.Patterns;

/// <summary>The events up to a node, as conditions see them. One object, turned to one node after the other.</summary>
internal sealed class TakenEvents : ITakenEvents
{
    private readonly List<MatchNode> way = [];

    /// <summary>The last event taken; null before the first.</summary>
    public MatchNode? Node { get; set; }

    public int Count(int step) => Of(step, TakenFigures.NoColumn).Count;

    public PatternEvent? First(int step) => Of(step, TakenFigures.NoColumn).First;

    public PatternEvent? Last(int step) => Node?.Step == step ? Node.Event : Of(step, TakenFigures.NoColumn).Last;

    public double Sum(int step, int column) => Of(step, column).Sum;

    public double Average(int step, int column) => Of(step, column).Average;

    public double Min(int step, int column) => Of(step, column).Min;

    public double Max(int step, int column) => Of(step, column).Max;

    private TakenFigures Of(int step, int column) => TakenFigures.Of(Node, step, column, way);
}
