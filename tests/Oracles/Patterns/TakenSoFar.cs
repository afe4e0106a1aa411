using Millrace.Actors.Patterns;

namespace Millrace.Oracles.Patterns;

/// <summary>The events that a run has taken, as conditions see them.</summary>
internal sealed class TakenSoFar(IReadOnlyList<OracleEvent> events, IEnumerable<TakenEvent> taken) : ITakenEvents
{
    private readonly List<TakenEvent> taken = [.. taken];

    public int Count(int step) => Of(step).Count;

    public PatternEvent? First(int step) => Of(step).FirstOrDefault();

    public PatternEvent? Last(int step) => Of(step).LastOrDefault();

    public double Sum(int step, int column) => Figure(step, column, values => values.Sum(), 0);

    public double Average(int step, int column) => Figure(step, column, values => values.Average());

    public double Min(int step, int column) => Figure(step, column, values => values.Min());

    public double Max(int step, int column) => Figure(step, column, values => values.Max());

    private List<PatternEvent> Of(int step) => [.. taken.Where(t => t.Step == step).Select(t => events[t.Event].Event)];

    private double Figure(int step, int column, Func<List<double>, double> figure, double none = double.NaN)
    {
        List<double> values = [.. Of(step).Select(e => e.Number(column)).Where(value => !double.IsNaN(value))];
        return values.Count == 0 ? none : figure(values);
    }
}
