using System.Collections.Immutable;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Files;

/// <summary>Counts outputs by kind and table.</summary>
internal sealed class OutputTally(ImmutableArray<OutputSchema> schemas)
{
    private const int Kinds = (int)OutputKind.Notice + 1;
    private readonly long[] counts = new long[(schemas.Length + 1) * Kinds];
    private readonly List<int> seen = [];

    public long Total { get; private set; }

    public ImmutableArray<OutputCount> Counts =>
        [.. seen.Select(at => new OutputCount((OutputKind)(at % Kinds), at < Kinds ? string.Empty : schemas[(at / Kinds) - 1].Name, counts[at]))];

    public void Add(in Output output)
    {
        var at = ((output.Table + 1) * Kinds) + (int)output.Kind;
        if (counts[at]++ == 0)
            seen.Add(at);
        Total++;
    }
}
