using System.Globalization;
using System.Text;
using Millrace.Graphs.Files;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Tests.Files;

public sealed class FileMergeTests : IDisposable
{
    private static readonly SourceFormat Format = new() { TimeField = "time" };
    private static readonly ReadingSchema Schema = ReadingSchema.Create(("value", FieldType.Number, false));
    private readonly TemporaryFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4096)]
    public void Next_ThreeFiles_TakesTheOneFurthestBehind(int capacity)
    {
        // The second goes back to 1 after 5: its position stays 5. A record without a time goes with the position so far.
        var order = Order([Write("a", "1", "4", "4", "9"), Write("b", "2", "5", "1", "x", "6"), Write("c"), Write("d", "x", "4")], capacity);

        Assert.Equal("c. d:x a:1 b:2 a:4 a:4 d:4 d. b:5 b:1 b:x b:6 b. a:9 a.", order);
    }

    [Fact]
    public void Next_OneFile_GivesWholeBatches()
    {
        using var merge = Open([Write("a", [.. Enumerable.Range(0, 1000).Select(i => i.ToString(CultureInfo.InvariantCulture))])], 400);
        var lengths = new List<int>();
        while (merge.Next(out var run))
            lengths.Add(run.To - run.From);

        Assert.Equal([400, 400, 200, 0], lengths);
        Assert.Equal(merge.BytesTotal, merge.BytesRead);
    }

    [Fact]
    public void Next_RandomFiles_IsTheModelsOrderAtAnyCapacity()
    {
        var random = new Random(31);
        for (var round = 0; round < 20; round++)
        {
            var times = Enumerable.Range(0, random.Next(1, 8)).Select(_ => RandomTimes(random)).ToList();
            var paths = times.Select((list, i) => Write($"r{round}-{i}", [.. list.Select(t => t?.ToString(CultureInfo.InvariantCulture) ?? "x")])).ToList();
            var expected = Model(times, i => Path.GetFileNameWithoutExtension(paths[i]));
            foreach (var capacity in (int[])[1, 7, 4096])
                Assert.Equal(expected, Order(paths, capacity));
        }
    }

    [Fact]
    public void Next_AThousandFiles_Works()
    {
        var paths = Enumerable.Range(0, 1000).Select(i => Write($"f{i}", [.. Enumerable.Range(0, 20).Select(j => ((j * 1000) + i).ToString(CultureInfo.InvariantCulture))])).ToList();
        using var merge = Open(paths, null);
        var last = -1L;
        var rows = 0;
        while (merge.Next(out var run))
        {
            for (var row = run.From; row < run.To; row++, rows++)
            {
                Assert.True(run.Batch.Times[row] > last);
                last = run.Batch.Times[row];
            }
        }

        Assert.Equal(20_000, rows);
        Assert.Equal(19_999, merge.PositionOf(999).Milliseconds);
    }

    [Fact]
    public void Open_OneFileMissing_ThrowsBeforeAnythingComes() =>
        Assert.Throws<InputFileException>(() => Open([Write("a", "1"), Path.Combine(files.Folder, "missing.json")], null));

    private static List<long?> RandomTimes(Random random)
    {
        var time = random.Next(50);
        return [.. Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(10) == 0 ? (long?)null : time += random.Next(-3, 6))];
    }

    private static string Model(List<List<long?>> times, Func<int, string> name)
    {
        var words = new List<string>();
        var cursor = new int[times.Count];
        var highest = Enumerable.Repeat(long.MinValue, times.Count).ToArray();
        for (var i = 0; i < times.Count; i++)
        {
            if (times[i].Count == 0)
                words.Add($"{name(i)}.");
        }

        while (true)
        {
            var open = Enumerable.Range(0, times.Count).Where(i => cursor[i] < times[i].Count).ToList();
            if (open.Count == 0)
                return string.Join(' ', words);
            var next = open.MinBy(i => (Math.Max(highest[i], times[i][cursor[i]] ?? long.MinValue), i));
            var time = times[next][cursor[next]++];
            highest[next] = Math.Max(highest[next], time ?? long.MinValue);
            words.Add($"{name(next)}:{time?.ToString(CultureInfo.InvariantCulture) ?? "x"}");
            if (cursor[next] == times[next].Count)
                words.Add($"{name(next)}.");
        }
    }

    private static string Order(List<string> paths, int capacity)
    {
        using var merge = Open(paths, capacity);
        var words = new List<string>();
        while (merge.Next(out var run))
        {
            var name = Path.GetFileNameWithoutExtension(paths[run.Partition]);
            if (run.IsEnd)
                words.Add($"{name}.");
            for (var row = run.From; row < run.To; row++)
                words.Add(run.Batch.Kinds[row] == RowKind.Rejected ? $"{name}:x" : $"{name}:{run.Batch.Times[row]}");
        }

        return string.Join(' ', words);
    }

    private static FileMerge Open(IReadOnlyList<string> paths, int? capacity) => FileMerge.Open(paths, Format, Schema, new SymbolTable(), capacity);

    private string Write(string name, params string[] times)
    {
        var text = new StringBuilder();
        foreach (var time in times)
            text.Append(CultureInfo.InvariantCulture, $"{{\"time\":{time}}}\n");
        return files.Write(name + ".json", text.ToString());
    }
}
