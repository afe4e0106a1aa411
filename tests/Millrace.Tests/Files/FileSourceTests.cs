using System.IO.Compression;
using System.Text;
using Millrace.Graphs.Files;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Tests.Files;

public sealed class FileSourceTests : IDisposable
{
    private static readonly SourceFormat Format = new() { TimeField = "time", KeyField = "sensor" };
    private static readonly ReadingSchema Schema = ReadingSchema.Create(("sensor", FieldType.Text, true), ("value", FieldType.Number, false));
    private readonly TemporaryFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void Read_AnyBatchCapacity_GivesTheSameRows(int capacity)
    {
        var text = new StringBuilder("\uFEFF");
        for (var i = 0; i < 1000; i++)
            text.Append(i % 50 == 7 ? "broken\r\n" : i % 50 == 8 ? "\n" : $"{{\"sensor\":\"s-{i % 10}\",\"time\":{i},\"value\":{i}.5,\"more\":\"{new string('x', i)}\"}}\r\n");
        var path = files.Write("a.ndjson", text.ToString());

        var rows = ReadAll(path, Format, capacity);

        Assert.Equal(980, rows.Count);
        Assert.Equal(Enumerable.Range(1, 1000).Where(line => line % 50 != 9).Select(line => (long)line), rows.Select(row => row.Line));
        Assert.All(rows, row => Assert.Equal(row.Line % 50 == 8 ? RowKind.Rejected : RowKind.Reading, row.Kind));
        Assert.All(rows.Where(row => row.Kind == RowKind.Reading), row => Assert.Equal((row.Line - 1, row.Line - 0.5), (row.Time, row.Value)));
    }

    [Theory]
    [InlineData("a.json")]
    [InlineData("a.csv")]
    public void Read_EmptyFile_GivesNothing(string name) => Assert.Empty(ReadAll(files.Write(name, ""), Format, 8));

    [Fact]
    public void Read_LastLineWithoutLineBreak_IsTakenWhenComplete()
    {
        var rows = ReadAll(files.Write("a.json", "{\"sensor\":\"s\",\"time\":5}\n{\"sensor\":\"s\",\"time\":6}"), Format, 8);
        Assert.Equal([RowKind.Reading, RowKind.Reading], rows.Select(row => row.Kind));

        rows = ReadAll(files.Write("b.json", "{\"sensor\":\"s\",\"time\":5}\n{\"sensor\":\"s\",\"ti"), Format, 8);
        Assert.Equal([RowKind.Reading, RowKind.Rejected], rows.Select(row => row.Kind));
        Assert.StartsWith("the input ends in the middle of this record", rows[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LineOf100MB_IsRejectedAndMemoryStaysBounded()
    {
        var path = Path.Combine(files.Folder, "long.json");
        using (var stream = File.Create(path))
        {
            stream.Write("{\"sensor\":\"s\",\"time\":5,\"x\":\""u8);
            var block = new byte[1 << 20];
            block.AsSpan().Fill((byte)'x');
            for (var i = 0; i < 100; i++)
                stream.Write(block);
            stream.Write("\"}\n{\"sensor\":\"s\",\"time\":6,\"value\":1}\n"u8);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var rows = ReadAll(path, Format, 64);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal([RowKind.Rejected, RowKind.Reading], rows.Select(row => row.Kind));
        Assert.Equal([1L, 2L], rows.Select(row => row.Line));
        Assert.Equal("the record is longer than 16777216 bytes", rows[0].Reason);
        Assert.Equal(RecordDecoder.KeptOfOverlong, rows[0].Length);
        Assert.InRange(allocated, 0, 80L << 20); // buffers that double up to 16 MiB, no more
    }

    [Theory]
    [InlineData("a.json", 1)]
    [InlineData("a.json", 300)]
    [InlineData("a.csv", 1)]
    [InlineData("a.csv", 300)]
    public void Read_LongestRecord_IsExact(string name, int capacity)
    {
        var json = name == "a.json";
        string Record(int length) => (json ? "{\"sensor\":\"" : "5,\"") + new string('x', length - (json ? 21 : 4)) + (json ? "\",\"time\":5}" : "\"");
        var text = (json ? "" : "time,sensor\n") + string.Join("\r\n", new[] { 10_000, 10_001, 10_000, 20_000, 9_999 }.Select(n => Record(n)));
        var lengths = text.Split('\n').Select(line => line.TrimEnd('\r').Length).Skip(json ? 0 : 1).ToList();

        var rows = ReadAll(files.Write(name, text + "\n"), Format with { MaxRecordBytes = lengths[0] }, capacity);

        Assert.Equal([RowKind.Reading, RowKind.Rejected, RowKind.Reading, RowKind.Rejected, RowKind.Reading], rows.Select(row => row.Kind));
    }

    [Fact]
    public void Read_Gzip_IsTheSame()
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionMode.Compress))
            gzip.Write("time;sensor;value\n5;s;1.5\n"u8);

        Assert.Equal(1.5, Assert.Single(ReadAll(files.Write("a.csv.gz", memory.ToArray()), Format, 8)).Value);
        Assert.Contains("cannot be read", Problem(files.Write("b.csv.gz", "no gzip at all"), Format), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhatIsNoReadableFile_SaysWhatIsWrong()
    {
        Assert.EndsWith("missing.json: no such file", Problem(Path.Combine(files.Folder, "missing.json"), Format), StringComparison.Ordinal);
        Assert.EndsWith("none/missing.json: no such file", Problem(Path.Combine(files.Folder, "none/missing.json"), Format), StringComparison.Ordinal);
        Assert.EndsWith("is a directory, not a file", Problem(files.Folder, Format), StringComparison.Ordinal);
        Assert.EndsWith("is UTF-16; convert it to UTF-8 first", Problem(files.Write("u.json", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("{}")]), Format), StringComparison.Ordinal);
        Assert.EndsWith("is UTF-16; convert it to UTF-8 first", Problem(files.Write("v.json", Encoding.BigEndianUnicode.GetBytes("{}")), Format), StringComparison.Ordinal);
        Assert.Contains("lacks the time column", Problem(files.Write("w.csv", "a,b\n1,2\n"), Format), StringComparison.Ordinal);
        Assert.Contains("not valid UTF-8", Problem(files.Write("x.csv", [.. "time,sensor,"u8, 0xB0, .. "C\n5,s,1\n"u8]), Format), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_OfTheFile_IsItsName()
    {
        var symbols = new SymbolTable();
        var schema = ReadingSchema.Create((SourceFormat.MessageKey, FieldType.Text, true));
        using var source = FileSource.Open(files.Write("pump.csv", "time\n2026-11-21\n"), new SourceFormat { TimeField = "time" }, schema, symbols, partition: 3);
        var batch = new ReadingBatch(schema, symbols, 8);

        Assert.True(source.Read(batch));
        Assert.Equal("pump.csv", symbols.Text(batch.Symbols[0][0]));
        Assert.Equal(3, batch.Partition);
        Assert.Equal(source.BytesTotal, source.BytesRead);
        Assert.False(source.Read(batch));
    }

    private static string Problem(string path, SourceFormat format) => Assert.Throws<InputFileException>(() => ReadAll(path, format, 8)).Message;

    private static List<(long Line, RowKind Kind, long Time, double Value, string? Reason, int Length)> ReadAll(string path, SourceFormat format, int capacity)
    {
        var symbols = new SymbolTable();
        using var source = FileSource.Open(path, format, Schema, symbols);
        var batch = new ReadingBatch(Schema, symbols, capacity);
        var rows = new List<(long, RowKind, long, double, string?, int)>();
        while (source.Read(batch))
        {
            for (var i = 0; i < batch.Count; i++)
                rows.Add((batch.Offsets[i], batch.Kinds[i], batch.Times[i], batch.Numbers[0][i], batch.Rejections.GetValueOrDefault(i), batch.RawLengths[i]));
        }

        return rows;
    }
}
