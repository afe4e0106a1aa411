using Millrace.Messages;

namespace Millrace.Graphs.Factory;

/// <summary>A factory that runs without end. The same options give the same readings at the same moments, whatever happened in between.</summary>
public sealed record LiveFactoryOptions
{
    /// <summary>Where all chance comes from; default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>The moment at which the factory was opened: with <see cref="Seed"/> all that has to be remembered of it.</summary>
    public required EventTime Start { get; init; }

    /// <summary>Machines; at least 1, default 500.</summary>
    public int Machines { get; init; } = 500;

    /// <summary>Sensors on each machine; at least 2, default 4: temperature, vibration, pressure, current.</summary>
    public int Sensors { get; init; } = 4;

    /// <summary>From one reading of a sensor to its next; 1 ms to 1 s in whole milliseconds, default 100 ms.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How far behind a later reading of its machine one may arrive and still be in time, wrong clocks included; 0 to a minute, default 2 seconds.</summary>
    public TimeSpan OutOfOrder { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The share of readings that are held back by up to 10 s more; 0 to 1, default 0.0001.</summary>
    public double Late { get; init; } = 0.0001;

    /// <summary>The share of sensors whose clocks are wrong; 0 to 1, default 0.01.</summary>
    public double SkewedShare { get; init; } = 0.01;

    /// <summary>The most by which a wrong clock is ahead or behind, the same for ever; 0 to half of <see cref="OutOfOrder"/>, default 500 ms.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>From one bearing failure somewhere in the factory to the next, about; at least 2 seconds, default 24 seconds. Between two of them lies one episode that looks like a failure and is none.</summary>
    public TimeSpan FailureEvery { get; init; } = TimeSpan.FromSeconds(24);

    /// <summary>Of so many episodes one happens while the machine is cut off from the network; 0 for none, else at least 3; default 10, which with the other defaults is one in two minutes.</summary>
    public int OfflineEach { get; init; } = 10;

    /// <summary>How long such a machine is silent before all that it measured meanwhile arrives at once, in order; up to 3 minutes, default 2 minutes.</summary>
    public TimeSpan OfflineFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What is wrong with these options, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        if (Machines < 1 || Sensors < 2 || (long)Machines * Sensors > FactoryOptions.MostSensors)
            errors.Add($"machines and sensors: at least 1 machine with 2 sensors, at most {FactoryOptions.MostSensors} sensors.");
        if (Period < TimeSpan.FromMilliseconds(1) || Period > TimeSpan.FromSeconds(1) || Period.Ticks % TimeSpan.TicksPerMillisecond != 0)
            errors.Add("period: 1ms to 1s, in whole milliseconds.");
        if (OutOfOrder < TimeSpan.Zero || OutOfOrder > TimeSpan.FromMinutes(1))
            errors.Add("out-of-order: from 0ms to 1m.");
        if (ClockSkew < TimeSpan.Zero || ClockSkew * 2 > OutOfOrder)
            errors.Add("clock-skew: from 0ms to half of out-of-order.");
        if (!(Late >= 0 && Late <= 1) || !(SkewedShare >= 0 && SkewedShare <= 1))
            errors.Add("late and skewed share: from 0% to 100%.");
        if (FailureEvery < TimeSpan.FromSeconds(2) || FailureEvery / 2 * (Machines - 1L) < Episode.Room)
            errors.Add("failure-every: at least 2s, and so long that each machine has 4 minutes for itself before its next turn.");
        if (OfflineEach is < 0 or 1 or 2 || OfflineFor < TimeSpan.Zero || OfflineFor > TimeSpan.FromMinutes(3))
            errors.Add("offline: 0 or each third episode at most, for up to 3m.");
        if (Start < EventTime.Earliest || Start > EventTime.Latest)
            errors.Add("start: within the years 1 to 9999.");
        return errors;
    }
}
