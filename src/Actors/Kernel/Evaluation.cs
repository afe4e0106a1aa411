using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>The distinct conditions and projections of a shard's tables: each is evaluated once per reading, however many ask for it.</summary>
internal sealed class Evaluation
{
    private readonly List<Condition> conditions = [];
    private readonly List<Projection> projections = [];
    private readonly Dictionary<string, int> conditionOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> projectionOf = new(StringComparer.Ordinal);
    private bool[][] flags = [];
    private double[][] computed = [];
    private double[][] numbers = [];

    public int Register(Condition condition) => Register(condition, condition.Text, conditions, conditionOf);

    public int Register(Projection projection) => Register(projection, projection.Text, projections, projectionOf);

    public void Run(ReadingBatch batch, int from, int to)
    {
        if (flags.Length < conditions.Count || computed.Length < projections.Count || (flags.Length > 0 && flags[0].Length < batch.Capacity)
            || (computed.Length > 0 && computed[0].Length < batch.Capacity))
        {
            flags = [.. conditions.Select(_ => new bool[batch.Capacity])];
            computed = [.. projections.Select(_ => new double[batch.Capacity])];
            numbers = new double[projections.Count][];
        }

        for (var i = 0; i < conditions.Count; i++)
            conditions[i].Evaluate(batch, from, to, flags[i]);
        for (var i = 0; i < projections.Count; i++)
        {
            var column = projections[i].ColumnOf(batch);
            if (column is null)
                projections[i].Evaluate(batch, from, to, column = computed[i]);
            numbers[i] = column;
        }
    }

    public bool[] Flags(int condition) => flags[condition];

    public double[] Numbers(int projection) => numbers[projection];

    private static int Register<T>(T item, string text, List<T> items, Dictionary<string, int> indexOf)
    {
        if (!indexOf.TryGetValue(text, out var index))
        {
            indexOf.Add(text, index = items.Count);
            items.Add(item);
        }

        return index;
    }
}
