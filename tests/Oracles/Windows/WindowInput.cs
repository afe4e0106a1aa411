namespace Millrace.Oracles.Windows;

/// <summary>One record, in the order of arrival.</summary>
public abstract record WindowInput
{
    private WindowInput()
    {
    }

    /// <summary>A reading. One that does not pass the window's <c>where</c> moves the watermark and does nothing else.</summary>
    public sealed record Reading(int Key, long Time, double Value, bool Passes = true, int Partition = 0) : WindowInput;

    /// <summary>
    /// A control record: no reading with that time or an earlier one is expected any more. Under clocks per key it means the keys seen so far, or the
    /// one it names.
    /// </summary>
    public sealed record Watermark(long Time, int? Key = null, int Partition = 0) : WindowInput;
}
