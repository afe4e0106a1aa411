using System.Runtime.InteropServices;

namespace Millrace.Bench;

/// <summary>What a good programmer writes by hand for one fixed window: a loop over arrays with an int-keyed dictionary, no lateness, no out-of-order readings, no supervision. The yardstick.</summary>
public static class Loops
{
    private struct Window
    {
        public long End;
        public long Count;
        public double Sum;
        public double Min;
        public double Max;
    }

    private sealed class Sliding
    {
        public long Pane = long.MinValue;
        public Window[] Panes = new Window[10];
    }

    private struct Pair
    {
        public long SpikeAt;
    }

    public static string Tumbling(Workload workload, long size)
    {
        var state = new Dictionary<int, Window>();
        long results = 0;
        double sum = 0;
        foreach (var batch in workload.Batches)
        {
            var (times, keys, values) = (batch.Times, batch.Symbols[0], batch.Numbers[0]);
            for (var row = 0; row < batch.Count; row++)
            {
                ref var window = ref CollectionsMarshal.GetValueRefOrAddDefault(state, keys[row], out _);
                var time = times[row];
                if (time >= window.End)
                {
                    if (window.Count > 0)
                    {
                        results++;
                        sum += window.Max - window.Min;
                    }

                    window = new Window { End = time - (time % size) + size, Min = double.MaxValue, Max = double.MinValue };
                }

                var value = values[row];
                window.Count++;
                window.Sum += value;
                window.Min = Math.Min(window.Min, value);
                window.Max = Math.Max(window.Max, value);
            }
        }

        foreach (var window in state.Values)
        {
            results++;
            sum += window.Max - window.Min;
        }

        return FormattableString.Invariant($"{results} {sum:F3}");
    }

    public static string SlidingByPanes(Workload workload, long slide)
    {
        var state = new Dictionary<int, Sliding>();
        long results = 0;
        double sum = 0;
        foreach (var batch in workload.Batches)
        {
            var (times, keys, values) = (batch.Times, batch.Symbols[0], batch.Numbers[0]);
            for (var row = 0; row < batch.Count; row++)
            {
                ref var sliding = ref CollectionsMarshal.GetValueRefOrAddDefault(state, keys[row], out _);
                sliding ??= new Sliding();
                var pane = times[row] / slide;
                if (pane != sliding.Pane)
                {
                    if (sliding.Pane != long.MinValue)
                    {
                        for (; sliding.Pane < pane; sliding.Pane++)
                        {
                            Emit(sliding.Panes, ref results, ref sum);
                            sliding.Panes[(sliding.Pane + 1) % 10] = new Window { Min = double.MaxValue, Max = double.MinValue };
                        }
                    }
                    else
                    {
                        sliding.Pane = pane;
                        for (var i = 0; i < 10; i++)
                            sliding.Panes[i] = new Window { Min = double.MaxValue, Max = double.MinValue };
                    }
                }

                ref var window = ref sliding.Panes[pane % 10];
                var value = values[row];
                window.Count++;
                window.Sum += value;
                window.Min = Math.Min(window.Min, value);
                window.Max = Math.Max(window.Max, value);
            }
        }

        foreach (var sliding in state.Values)
        {
            for (var i = 0; i < 10; i++)
            {
                Emit(sliding.Panes, ref results, ref sum);
                sliding.Panes[(++sliding.Pane) % 10] = new Window { Min = double.MaxValue, Max = double.MinValue };
            }
        }

        return FormattableString.Invariant($"{results} {sum:F3}");
    }

    private static void Emit(Window[] panes, ref long results, ref double sum)
    {
        long count = 0;
        var (min, max) = (double.MaxValue, double.MinValue);
        double total = 0;
        foreach (ref var pane in panes.AsSpan())
        {
            count += pane.Count;
            total += pane.Sum;
            min = Math.Min(min, pane.Min);
            max = Math.Max(max, pane.Max);
        }

        if (count == 0)
            return;
        results++;
        sum += max - min;
    }

    public static string Sessions(Workload workload, long gap)
    {
        var state = new Dictionary<int, Window>();
        long results = 0;
        double sum = 0;
        foreach (var batch in workload.Batches)
        {
            var (times, keys, values) = (batch.Times, batch.Symbols[0], batch.Numbers[0]);
            for (var row = 0; row < batch.Count; row++)
            {
                ref var window = ref CollectionsMarshal.GetValueRefOrAddDefault(state, keys[row], out _);
                var time = times[row];
                if (time > window.End)
                {
                    if (window.Count > 0)
                    {
                        results++;
                        sum += window.Max - window.Min;
                    }

                    window = new Window { Min = double.MaxValue, Max = double.MinValue };
                }

                var value = values[row];
                window.End = time + gap;
                window.Count++;
                window.Sum += value;
                window.Min = Math.Min(window.Min, value);
                window.Max = Math.Max(window.Max, value);
            }
        }

        foreach (var window in state.Values)
        {
            results++;
            sum += window.Max - window.Min;
        }

        return FormattableString.Invariant($"{results} {sum:F3}");
    }

    /// <summary>A value of 99 or more, then the first value under 1 within the time: as an automaton that keeps one spike a key, the first that is not too old.</summary>
    public static string TwoStep(Workload workload, long within)
    {
        var state = new Dictionary<int, Pair>();
        long results = 0;
        double sum = 0;
        foreach (var batch in workload.Batches)
        {
            var (times, keys, values) = (batch.Times, batch.Symbols[0], batch.Numbers[0]);
            for (var row = 0; row < batch.Count; row++)
            {
                ref var pair = ref CollectionsMarshal.GetValueRefOrAddDefault(state, keys[row], out _);
                var value = values[row];
                if (value >= 99)
                {
                    if (pair.SpikeAt == 0 || times[row] - pair.SpikeAt >= within)
                        pair.SpikeAt = times[row];
                }
                else if (value < 1 && pair.SpikeAt != 0)
                {
                    if (times[row] - pair.SpikeAt < within)
                    {
                        results++;
                        sum += times[row] - pair.SpikeAt;
                    }

                    pair.SpikeAt = 0;
                }
            }
        }

        return FormattableString.Invariant($"{results} {sum:F0}");
    }
}
