namespace Millrace.Graphs.Factory;

/// <summary>
/// The course of a day: -1 at three in the morning, 1 at three in the afternoon. Two parabolas rather than a sine,
/// because the platforms' sines differ in their last bits and the data of a seed must not.
/// </summary>
internal struct DayCurve
{
    private const long Day = 86_400_000;
    private const long Half = Day / 2;
    private const long RisesAt = 9 * 3_600_000;

    private long second;

    public double Value { get; private set; }

    public void MoveTo(long time)
    {
        var now = time / 1000;
        if (now == second)
            return;
        second = now;
        var since = time - RisesAt;
        var ofDay = since - (Day * (since >= 0 ? since / Day : ((since + 1) / Day) - 1));
        var x = (double)(ofDay % Half) / Half;
        var arch = 4 * x * (1 - x);
        Value = ofDay < Half ? arch : -arch;
    }
}
