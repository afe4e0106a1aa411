namespace Millrace.Oracles.Windows;

/// <summary>A window that has readings, in the order of arrival.</summary>
internal sealed class OracleWindow(int key, long start, long end)
{
    public int Key { get; } = key;

    public long Start { get; set; } = start;

    public long End { get; set; } = end;

    public List<(int Arrival, WindowInput.Reading Reading)> Readings { get; } = [];

    /// <summary>How often its result was final.</summary>
    public int Fired { get; set; }

    /// <summary>Whether it is due at its end: it has not fired since it became open.</summary>
    public bool Waits { get; set; } = true;

    /// <summary>Whether a reading has come since the last provisional result.</summary>
    public bool Fresh { get; set; }
}
