namespace Millrace.Host.Output;

/// <summary>A row of small bars: the highest value in each of equal stretches of time.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <param name="points">Moments and values, in any order.</param>
    /// <param name="from">Start of the first stretch, inclusive, milliseconds.</param>
    /// <param name="to">End of the last, exclusive.</param>
    /// <param name="width">How many stretches.</param>
    public static (string Text, double Lowest, double Highest) Draw(IEnumerable<(long Time, double Value)> points, long from, long to, int width)
    {
        var peaks = new double[width];
        Array.Fill(peaks, double.NaN);
        foreach (var (time, value) in points)
        {
            if (time < from || time >= to)
                continue;
            ref var peak = ref peaks[(time - from) * width / (to - from)];
            peak = double.IsNaN(peak) ? value : Math.Max(peak, value);
        }

        var known = peaks.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var (lowest, highest) = (known.Min(), known.Max());
        var span = Math.Max(highest - lowest, 1e-9);
        var text = string.Concat(peaks.Select(peak => double.IsNaN(peak) ? ' ' : Bars[(int)Math.Min((peak - lowest) / span * Bars.Length, Bars.Length - 1)]));
        return (text, lowest, highest);
    }
}
