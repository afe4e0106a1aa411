using System.Collections.Immutable;
using System.Text;

namespace Millrace.Messages.Codecs;

/// <summary>The names of a CSV file's columns, and what separates its cells. Names are trimmed; a column without a name is <c>columnN</c>, from 1.</summary>
internal sealed record CsvHeader(ImmutableArray<string> Names, byte Delimiter)
{
    /// <summary>Reads a header row. When the delimiter is not given, it is whichever of <c>, ; tab |</c> separates the most cells; a comma when none does.</summary>
    public static CsvHeader Read(ReadOnlySpan<byte> row, char? delimiter)
    {
        if (delimiter is { } given)
            return new CsvHeader(NamesOf(row, (byte)given), (byte)given);
        var best = new CsvHeader(NamesOf(row, (byte)','), (byte)',');
        foreach (var candidate in ";\t|"u8)
        {
            var names = NamesOf(row, candidate);
            if (names.Length > best.Names.Length)
                best = new CsvHeader(names, candidate);
        }

        return best;
    }

    /// <summary>The column of a name; the last when several have it; -1 when none has.</summary>
    public int IndexOf(string name) => Names.AsSpan().LastIndexOf(name);

    private static ImmutableArray<string> NamesOf(ReadOnlySpan<byte> row, byte delimiter)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var cells = new CsvCells(row, delimiter, []);
        while (cells.MoveNext())
        {
            var name = Encoding.UTF8.GetString(cells.Cell).Trim();
            names.Add(name.Length == 0 ? $"column{names.Count + 1}" : name);
        }

        return names.ToImmutable();
    }
}
