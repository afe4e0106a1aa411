using Millrace.Messages;

namespace Millrace.Graphs.Factory;

/// <summary>A machine that is cut off from the network: it measures on, and all of it arrives at once when it is back.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="From">The first moment without connection.</param>
/// <param name="To">When it is back.</param>
public sealed record FactoryOutage(string Machine, EventTime From, EventTime To);
