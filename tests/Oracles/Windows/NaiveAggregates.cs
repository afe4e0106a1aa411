namespace Millrace.Oracles.Windows;

/// <summary>The aggregate functions as one would write them over a list.</summary>
public static class NaiveAggregates
{
    /// <summary>The value of a function over readings in the order of arrival; NaN for null.</summary>
    public static double Of(string function, IReadOnlyList<WindowInput.Reading> readings, long start, long end)
    {
        var present = readings.Where(r => !double.IsNaN(r.Value)).ToList();
        var values = present.Select(r => r.Value).ToList();
        if (function == "count")
            return readings.Count;
        if (function == "rate")
            return readings.Count * 1000.0 / (end - start);
        if (function is "distinct" or "distinctText")
            return values.Distinct().Count();
        if (values.Count == 0)
            return double.NaN;
        return function switch
        {
            "sum" => values.Sum(),
            "avg" => values.Sum() / values.Count,
            "min" => values.Min(),
            "max" => values.Max(),
            "range" => values.Max() - values.Min(),
            "first" or "firstText" => present.MinBy(r => r.Time)!.Value, // the first of those with the lowest time
            "last" or "lastText" => present.Last(r => r.Time == present.Max(other => other.Time)).Value,
            "variance" => values.Count < 2 ? double.NaN : values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Count - 1),
            _ => throw new ArgumentException($"The oracle does not know {function}.", nameof(function)),
        };
    }
}
