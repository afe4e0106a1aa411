using Millrace.Messages;

namespace Millrace.Graphs.Factory;

/// <summary>A factory to simulate. The same options give the same readings in the same order, on every machine and in every later version that keeps the default <see cref="Seed"/> tests.</summary>
public sealed record FactoryOptions
{
    /// <summary>The most sensors in one factory; what a simulation holds in memory grows with them.</summary>
    public const int MostSensors = 10_000_000;

    /// <summary>Where all chance comes from; default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Machines; at least 1, default 100.</summary>
    public int Machines { get; init; } = 100;

    /// <summary>Sensors on each machine; at least 1, default 3: temperature, vibration, pressure.</summary>
    public int Sensors { get; init; } = 3;

    /// <summary>Readings a second from each sensor; above 0, at most 1000, default 10.</summary>
    public double Rate { get; init; } = 10;

    /// <summary>The event time that the readings cover; at least a millisecond, default 10 minutes.</summary>
    public TimeSpan Span { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The first moment; default 2026-01-01T00:00:00.000Z.</summary>
    public EventTime Start { get; init; } = new(1_767_225_600_000);

    /// <summary>How far behind a later reading one may arrive and still be in time; from 0 (in order) to an hour, default 2 seconds.</summary>
    public TimeSpan OutOfOrder { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The share of readings that are held back beyond <see cref="OutOfOrder"/>; 0 to 1, default 0.001.</summary>
    public double Late { get; init; } = 0.001;

    /// <summary>Bearing failures to plant; default 5. Needs vibration and temperature, at least a reading a second and a span of 4 minutes.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>Episodes to plant that look much like a failure and are none; default 6.</summary>
    public int NearMisses { get; init; } = 6;

    /// <summary>
    /// How often a machine is cut off from the network: it measures on, and all of it arrives at once, in order, when it is back. Default 0. Each needs 4 minutes
    /// of one machine without a failure or near miss. Behind one clock for all machines such readings are late.
    /// </summary>
    public int Offline { get; init; }

    /// <summary>How long each time; up to 3 minutes, default 2 minutes.</summary>
    public TimeSpan OfflineFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The most by which a sensor's clock is ahead or behind, the same from first to last; 0 (the default: all are right) to half of <see cref="OutOfOrder"/>.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>The share of sensors whose clocks are wrong when there is a <see cref="ClockSkew"/>; 0 to 1, default 0.01.</summary>
    public double SkewedShare { get; init; } = 0.01;

    /// <summary>What is wrong with these options, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        if (Machines < 1)
            errors.Add("machines: at least 1.");
        if (Sensors < 1)
            errors.Add("sensors: at least 1 a machine.");
        if (Machines >= 1 && Sensors >= 1 && (long)Machines * Sensors > MostSensors)
            errors.Add($"machines x sensors: at most {MostSensors} sensors.");
        if (!(Rate > 0 && Rate <= 1000))
            errors.Add("rate: above 0 and at most 1000 readings a second from each sensor.");
        if (Span < TimeSpan.FromMilliseconds(1) || Start < EventTime.Earliest || Start + Span > EventTime.Latest)
            errors.Add("span: at least 1ms, and within the years 1 to 9999.");
        if (OutOfOrder < TimeSpan.Zero || OutOfOrder > TimeSpan.FromHours(1))
            errors.Add("out-of-order: from 0ms to 1h.");
        if (!(Late >= 0 && Late <= 1))
            errors.Add("late: from 0% to 100%.");
        if (OfflineFor < TimeSpan.Zero || OfflineFor > TimeSpan.FromMinutes(3))
            errors.Add("offline-for: from 0ms to 3m.");
        if (ClockSkew < TimeSpan.Zero || ClockSkew * 2 > OutOfOrder || !(SkewedShare >= 0 && SkewedShare <= 1))
            errors.Add("clock-skew: from 0ms to half of out-of-order, of 0% to 100% of the sensors.");
        if (Failures < 0 || NearMisses < 0 || Offline < 0)
            errors.Add("failures, near-misses and offline: not below 0.");
        else if (errors.Count == 0 && Failures + (long)NearMisses + Offline > 0)
            AddEpisodeErrors(errors);
        return errors;
    }

    private void AddEpisodeErrors(List<string> errors)
    {
        var planted = Failures + (long)NearMisses;
        if (planted > 0 && Sensors < 2)
            errors.Add("failures: a machine needs 2 sensors, temperature and vibration.");
        if (planted > 0 && Rate < 1)
            errors.Add("failures: a rate below 1 a second could miss the vibration spike.");
        var room = Machines * (Span.Ticks / Episode.Room.Ticks);
        if (planted + Offline > room)
            errors.Add($"failures: each needs 4 minutes of one machine; there is room for {room} failures, near-misses and times offline together.");
    }
}
