namespace Millrace.Tests.Simulation;

/// <summary>Counts what was really hit, so that a simulation which never crashes cannot pass for one that survives crashes.</summary>
public sealed class Probes
{
    private readonly SortedDictionary<string, long> counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => counts;

    public void Hit(string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    public void Add(Probes others)
    {
        foreach (var (name, count) in others.counts)
            counts[name] = counts.GetValueOrDefault(name) + count;
    }
}
