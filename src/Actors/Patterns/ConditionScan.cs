using System.Numerics;
using System.Runtime.InteropServices;

namespace Millrace.Actors.Patterns;

/// <summary>Finds the rows that matter in the columns of conditions, a vector of rows at a time. Plain twin: <see cref="IsSet"/> row by row.</summary>
internal static class ConditionScan
{
    /// <summary>The first row from one on for which the bound condition (if any) and one of the others hold, or <paramref name="to"/>.</summary>
    public static int NextRow(bool[][] columns, int first, bool[]? where, int from, int to)
    {
        var row = from;
        for (; row + Vector<byte>.Count <= to; row += Vector<byte>.Count)
        {
            var any = Vector<byte>.Zero;
            for (var i = first; i < columns.Length; i++)
                any |= Load(columns[i], row);
            if (where is not null)
                any &= Load(where, row);
            if (any != Vector<byte>.Zero)
                break;
        }

        while (row < to && !IsSet(columns, first, where, row))
            row++;
        return row;
    }

    /// <summary>Whether a row matters.</summary>
    public static bool IsSet(bool[][] columns, int first, bool[]? where, int row)
    {
        if (where is not null && !where[row])
            return false;
        for (var i = first; i < columns.Length; i++)
        {
            if (columns[i][row])
                return true;
        }

        return false;
    }

    private static Vector<byte> Load(bool[] column, int row) => new(MemoryMarshal.AsBytes(column.AsSpan(row, Vector<byte>.Count)));
}
