using Millrace.Messages;

namespace Millrace.Graphs.Factory;

/// <summary>A reading as it arrives from the factory.</summary>
/// <param name="Sensor">The sensor's index in <see cref="FactorySimulator.Sensors"/>.</param>
/// <param name="Hundredths">The value in hundredths of its unit: readings carry two decimals, exactly.</param>
/// <param name="Time">When it was measured.</param>
public readonly record struct FactoryReading(int Sensor, int Hundredths, EventTime Time);
