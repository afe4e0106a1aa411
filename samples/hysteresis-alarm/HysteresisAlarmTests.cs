using Millrace.Actors.Kernel;
using Millrace.Messages;
using Millrace.TestKit;

namespace Millrace.Samples;

public sealed class HysteresisAlarmTests
{
    [Fact]
    public void Alarm_HighForLongEnough_IsRaisedAndClearedOnce()
    {
        var driver = Alarms().Send("pump-1", 0, ("value", 81)).Send("pump-1", 40, ("value", 75)).Send("pump-1", 110, ("value", 79)).Send("pump-1", 150, ("value", 60));
        Assert.Equal(["actor alarm pump-1 [100,100) 1 81", "actor alarm pump-1 [150,150) 0 81"], driver.Outputs.Select(output => output.ToString()));
    }

    [Fact]
    public void Alarm_ThatFallsInTime_IsNotRaised() =>
        Assert.Empty(Alarms().Send("pump-1", 0, ("value", 81)).Send("pump-1", 99, ("value", 69)).Send("pump-1", 200, ("value", 75)).Finish().Outputs);

    [Fact]
    public void Alarm_RestartedAtAnyReading_GivesTheSame()
    {
        for (var restart = 0; restart < 4; restart++)
        {
            var driver = Alarms();
            double[] values = [81, 75, 95, 60];
            for (var i = 0; i < values.Length; i++)
            {
                if (i == restart)
                    driver.Restart();
                driver.Send("pump-1", i * 60, ("value", values[i]));
            }

            Assert.Equal(["actor alarm pump-1 [100,100) 1 95", "actor alarm pump-1 [180,180) 0 95"], driver.Outputs.Select(output => output.ToString()));
        }
    }

    private static ShardDriver Alarms() => new(
        [("value", FieldType.Number)],
        driver => [new StateTable<HysteresisAlarm.State>("alarm", driver.Key, new HysteresisAlarm(driver.Field("value"), 70, 80, TimeSpan.FromMilliseconds(100)))]);
}
