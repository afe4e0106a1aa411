namespace Millrace.Graphs.Factory;

/// <summary>What a sensor of the factory measures. The values of a healthy machine stay far below the limits that a failure crosses.</summary>
public enum FactoryMetric
{
    /// <summary>Degrees Celsius; healthy 48 to 72, a failing bearing passes 80.</summary>
    Temperature,

    /// <summary>Millimetres a second; healthy 1 to 5, a failing bearing passes 8.</summary>
    Vibration,

    /// <summary>Bar; 5 to 7.</summary>
    Pressure,

    /// <summary>Ampere; 9 to 15.</summary>
    Current,

    /// <summary>Revolutions a second; 23 to 27.</summary>
    Speed,

    /// <summary>Per cent; 30 to 60.</summary>
    Humidity,
}
