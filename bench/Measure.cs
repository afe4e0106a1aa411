using System.Diagnostics;

namespace Millrace.Bench;

/// <summary>Times two ways of doing the same, turn by turn, and prints the ratio first: speed drifts between minutes, a ratio of neighbours does not.</summary>
public static class Measure
{
    public static (double Rate, double Bytes, string Checksum) Run(long readings, Func<string> action)
    {
        GC.Collect();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var checksum = action();
        watch.Stop();
        return (readings / watch.Elapsed.TotalSeconds, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)readings, checksum);
    }

    public static void Pair(string name, string baseline, long readings, Func<string> theirs, Func<string> ours, int rounds = 5)
    {
        theirs();
        ours();
        var pairs = new List<(double Theirs, double Ours, double Bytes, string TheirSum, string OurSum)>();
        for (var i = 0; i < rounds; i++)
        {
            var first = Run(readings, theirs);
            var second = Run(readings, ours);
            pairs.Add((first.Rate, second.Rate, second.Bytes, first.Checksum, second.Checksum));
        }

        var middle = pairs.OrderBy(pair => pair.Ours / pair.Theirs).ElementAt(rounds / 2);
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-28} {middle.Ours / middle.Theirs,6:P0} of {baseline,-26} {middle.Ours / 1e6,7:F1} M/s vs {middle.Theirs / 1e6,7:F1} M/s {middle.Bytes,7:F2} B/reading  {middle.OurSum} / {middle.TheirSum}"));
    }
}
