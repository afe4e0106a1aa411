namespace Millrace.Tests.Simulation;

/// <summary>A seed that went wrong, and how to see it again.</summary>
public sealed class SimulationException(long seed, string what)
    : Exception($"Seed {seed}: {what}\nAgain: MILLRACE_SEED={seed} ./test --filter SimulationTests");
