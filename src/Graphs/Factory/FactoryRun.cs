using Millrace.Messages;

namespace Millrace.Graphs.Factory;

/// <summary>A time in which a live factory was connected: what it measured from the first moment on and what had arrived by the last was delivered, nothing else.</summary>
/// <param name="From">The first moment.</param>
/// <param name="To">The last moment up to which arrivals were delivered, inclusive.</param>
public readonly record struct FactoryRun(EventTime From, EventTime To);
