using Millrace.Graphs.Factory;

namespace Millrace.Tests.Factory;

/// <summary>What can go wrong between a machine and the log in a recorded factory. That without it every byte is as ever, the tests of the simulator say.</summary>
public sealed class FactoryOutageTests
{
    private static readonly FactoryOptions Small = new() { Machines = 12, Span = TimeSpan.FromMinutes(13), Failures = 6, NearMisses = 6, Late = 0 };

    [Fact]
    public void Machine_Offline_DeliversItsBacklogInOrderAtOnce()
    {
        var (readings, truth) = Read(Small with { Offline = 4 });
        Assert.Equal(4, truth.Outages.Length);
        foreach (var outage in truth.Outages)
        {
            var own = readings.Where(reading => reading.Machine == outage.Machine).ToList();
            Assert.DoesNotContain(own, reading => reading.Arrival > outage.From.Milliseconds + 2_000 && reading.Arrival < outage.To.Milliseconds);
            var backlog = own.Where(reading => reading.Time >= outage.From.Milliseconds && reading.Time < outage.To.Milliseconds).ToList();
            Assert.Equal(3 * 10 * 120, backlog.Count);
            Assert.All(backlog, reading => Assert.Equal(outage.To.Milliseconds, reading.Arrival));
            Assert.Equal(backlog.Select(reading => reading.Time).Order(), backlog.Select(reading => reading.Time));
        }
    }

    [Fact]
    public void Offline_ChangesNoReading_ButWhenItArrives()
    {
        var (plain, before) = Read(Small);
        var (outages, after) = Read(Small with { Offline = 4 });
        Assert.Equal(plain.OrderBy(Sort).Select(Say), outages.OrderBy(Sort).Select(Say));
        Assert.Equal(before.Episodes, after.Episodes);
        Assert.Equal(0, before.Late);
        Assert.True(after.Late > 3 * 10 * 100);

        static (long, int) Sort((string Machine, int Sensor, int Value, long Time, long Arrival) reading) => (reading.Time, reading.Sensor);
        static (int, int, long) Say((string Machine, int Sensor, int Value, long Time, long Arrival) reading) => (reading.Sensor, reading.Value, reading.Time);
    }

    [Fact]
    public void Clocks_Wrong_AreSoByAConstant_AndMakeNothingLate()
    {
        var (right, _) = Read(Small);
        var (wrong, truth) = Read(Small with { ClockSkew = TimeSpan.FromMilliseconds(500), SkewedShare = 0.3 });
        var skews = wrong.GroupBy(reading => reading.Sensor).ToDictionary(sensor => sensor.Key, sensor => sensor.Min(reading => reading.Time) - right.Where(reading => reading.Sensor == sensor.Key).Min(reading => reading.Time));
        Assert.InRange(skews.Values.Count(skew => skew != 0), 3, 20);
        Assert.All(skews.Values, skew => Assert.InRange(skew, -500, 500));
        Assert.Equal(
            right.Select(reading => (reading.Sensor, reading.Time + skews[reading.Sensor])).Order(),
            wrong.Select(reading => (reading.Sensor, reading.Time)).Order());
        Assert.Equal(0, truth.Late);
    }

    [Fact]
    public void Options_OutOfRange_AreNamed()
    {
        Assert.NotEmpty((Small with { Offline = -1 }).Errors());
        Assert.NotEmpty((Small with { Offline = 25 }).Errors());
        Assert.NotEmpty((Small with { OfflineFor = TimeSpan.FromMinutes(4) }).Errors());
        Assert.NotEmpty((Small with { ClockSkew = TimeSpan.FromSeconds(1.1) }).Errors());
        Assert.Empty((Small with { Sensors = 1, Failures = 0, NearMisses = 0, Offline = 2 }).Errors());
    }

    private static (List<(string Machine, int Sensor, int Value, long Time, long Arrival)> Readings, FactoryTruth Truth) Read(FactoryOptions options)
    {
        var simulator = new FactorySimulator(options);
        var readings = new List<(string, int, int, long, long)>();
        while (simulator.TryRead(out var reading))
            readings.Add((simulator.Sensors[reading.Sensor].Machine, reading.Sensor, reading.Hundredths, reading.Time.Milliseconds, simulator.Arrival.Milliseconds));
        return (readings, simulator.Truth);
    }
}
