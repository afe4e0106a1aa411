using System.Globalization;
using Millrace.Actors.Kernel;
using Millrace.TestKit;

namespace Millrace.Tests.Kernel;

public sealed class TimerTests
{
    private const int Slots = 40;

    // Reaches: equal times; within and beyond the wheel as it begins and as it is when grown. Some times have passed already.
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 50)]
    [InlineData(3, 200)]
    [InlineData(4, 5_000)]
    [InlineData(5, 300_000)]
    public void Timers_AskedForAtRandomAlsoWhileTheyFire_ComeAsByThePlainTwin(int seed, int reach)
    {
        var random = new Random(seed);
        var due = new long[Slots];
        Array.Fill(due, long.MaxValue);
        var fired = 0;
        var driver = new ShardDriver([], driver => [new TimerProbe(driver.Key) { Reading = OnReading, Timer = OnTimer }]);
        for (var slot = 0; slot < Slots; slot++)
            driver.Send(NameOf(slot), 0);
        long time = 1_000_000;
        for (var round = 0; round < 4_000; round++)
        {
            time += random.Next(20) == 0 ? reach * 2 : random.Next(1 + (reach / 8));
            driver.Send(NameOf(random.Next(Slots)), time);
            Assert.Null(FirstOf(due, driver.Shard.Watermark.Milliseconds));
        }

        driver.Finish();
        Assert.Null(FirstOf(due, Shard.EndOfTime));
        Assert.True(fired > 4_000, $"{fired} timers fired");

        void OnReading(TableContext context, int slot, long watermark)
        {
            if (watermark > 0)
                Ask(context, random.Next(5), watermark);
        }

        void OnTimer(TableContext context, int slot, long at, long watermark)
        {
            Assert.Equal(FirstOf(due, watermark), (at, slot));
            due[slot] = long.MaxValue;
            fired++;
            if (watermark != Shard.EndOfTime && random.Next(2) == 0)
                Ask(context, random.Next(3), at);
        }

        void Ask(TableContext context, int count, long from)
        {
            for (; count > 0; count--)
            {
                var slot = random.Next(Slots);
                var at = from + random.Next(6) switch
                {
                    0 => 0,
                    1 => random.Next(4),
                    2 => -random.Next(1 + reach),
                    _ => random.Next(reach),
                };
                due[slot] = Math.Min(due[slot], at);
                context.WakeAt(slot, at);
            }
        }
    }

    [Fact]
    public void Timers_OfMoreTimesThanTheWheelHasCells_ComeInOrderWhileItGrows()
    {
        const int count = 20_000;
        const int ahead = 100_003;
        var asked = new List<long>();
        var fired = new List<long>();
        var driver = new ShardDriver(
            [],
            driver =>
            [
                new TimerProbe(driver.Key)
                {
                    Reading = (context, slot, watermark) => Ask(context, slot, 1 + (slot * 7_919L % ahead)),
                    Timer = (context, slot, due, _) =>
                    {
                        fired.Add(due);
                        if (due < ahead)
                            Ask(context, slot, due + ahead);
                    },
                },
            ]);
        for (var slot = 0; slot < count; slot++)
            driver.Send(NameOf(slot), 0);
        driver.Finish();
        asked.Sort();

        Assert.Equal(asked, fired);

        void Ask(TableContext context, int slot, long time)
        {
            asked.Add(time);
            context.WakeAt(slot, time);
        }
    }

    private static string NameOf(int slot) => slot.ToString(CultureInfo.InvariantCulture);

    /// <summary>The plain twin: what each slot waits for, searched through for the least (time, slot).</summary>
    private static (long Time, int Slot)? FirstOf(long[] due, long watermark)
    {
        (long Time, int Slot)? first = null;
        for (var slot = 0; slot < due.Length; slot++)
        {
            if (due[slot] <= watermark && due[slot] != long.MaxValue && (first is null || (due[slot], slot).CompareTo(first.Value) < 0))
                first = (due[slot], slot);
        }

        return first;
    }
}
