using System.Text;
using Millrace.Messages;

namespace Millrace.Tests.Patterns;

/// <summary>Random readings of one key: letters, small numbers, ties and gaps in time.</summary>
internal static class RandomReadings
{
    /// <param name="random">The chance.</param>
    /// <param name="symbols">Where the letters stand.</param>
    /// <param name="disorder">How far back a time may lie, in milliseconds.</param>
    public static ReadingBatch Next(Random random, SymbolTable symbols, int disorder)
    {
        var count = random.Next(3, 9);
        var batch = Empty(symbols, count);
        var time = random.Next(-3, 3);
        for (var i = 0; i < count; i++)
        {
            time += random.Next(4) switch { 0 => 0, 1 or 2 => 1, _ => random.Next(1, 4) };
            Add(batch, time - (disorder == 0 ? 0 : random.Next(disorder + 1)), "abcd"[random.Next(4)], random.Next(4));
        }

        return batch;
    }

    public static ReadingBatch Without(ReadingBatch batch, int left)
    {
        var rest = Empty(batch.SymbolTable, batch.Count);
        for (var row = 0; row < batch.Count; row++)
        {
            if (row != left)
                Add(rest, batch.Times[row], batch.SymbolTable.Text(batch.Symbols[0][row])![0], (int)batch.Numbers[0][row]);
        }

        return rest;
    }

    public static string TextOf(ReadingBatch batch) => string.Join(' ', Enumerable.Range(0, batch.Count)
        .Select(row => $"{row}:{batch.SymbolTable.Text(batch.Symbols[0][row])}{batch.Numbers[0][row]}@{batch.Times[row]}"));

    /// <summary>The row of a reading, which its record says.</summary>
    public static int RowOf(ReadOnlySpan<byte> json) => int.Parse(json, System.Globalization.CultureInfo.InvariantCulture);

    private static ReadingBatch Empty(SymbolTable symbols, int capacity) =>
        new(ReadingSchema.Create(("letter", FieldType.Text, false), ("number", FieldType.Number, false), ("key", FieldType.Text, true)), symbols, capacity);

    private static void Add(ReadingBatch batch, long time, char letter, int number)
    {
        var row = batch.Count++;
        batch.Times[row] = time;
        batch.Symbols[0][row] = batch.SymbolTable.Intern(letter.ToString());
        batch.Numbers[0][row] = number;
        batch.Symbols[1][row] = batch.SymbolTable.Intern("key");
        batch.RawStarts[row] = batch.Raw.Length;
        batch.Raw = [.. batch.Raw, .. Encoding.UTF8.GetBytes($"{row}")];
        batch.RawLengths[row] = batch.Raw.Length - batch.RawStarts[row];
    }
}
