namespace Millrace.Graphs.Factory;

/// <summary>What a machine shows while nothing is wrong with it.</summary>
/// <param name="Warmth">How warm it runs, 0 to 1.</param>
/// <param name="Wear">How worn it is, 0 to 1.</param>
internal readonly record struct HealthyMachine(double Warmth, double Wear)
{
    /// <summary>The value of a metric at a time of the day, given by <see cref="DayCurve"/>, with noise from -1 to 1.</summary>
    public double Value(FactoryMetric metric, double ofDay, double noise) => metric switch
    {
        FactoryMetric.Temperature => 56 + (6 * Warmth) + (6 * ofDay) + (2 * noise),
        FactoryMetric.Vibration => 2.2 + (1.2 * Wear) + (1.2 * noise),
        FactoryMetric.Pressure => 6 + (0.3 * ofDay) + (0.6 * noise),
        FactoryMetric.Current => 12 + Wear + ofDay + noise,
        FactoryMetric.Speed => 25 + (2 * noise),
        _ => 45 - (8 * ofDay) + (6 * noise),
    };
}
