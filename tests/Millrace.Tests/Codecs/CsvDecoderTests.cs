using System.Text;
using Millrace.Messages;

namespace Millrace.Tests.Codecs;

public sealed class CsvDecoderTests
{
    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void Header_AnyDelimiter_IsFound(string d)
    {
        var read = new Decoding(Decoding.Csv).Read($"time{d}sensor{d}\"value\"{d}ok{d}other\r\n2026-11-21 10:00:00{d}s-1{d} 1.5 {d}TRUE{d}x\r\n5{d}s-2{d}{d}0{d}");

        Assert.Equal([RowKind.Reading, RowKind.Reading], read.Kinds);
        Assert.Equal("2026-11-21T10:00:00.000Z", read.Time());
        Assert.Equal(1.5, read.Number("value"));
        Assert.Equal(1, read.Number("ok"));
        Assert.Equal(0, read.Number("ok", 1));
        Assert.True(double.IsNaN(read.Number("value", 1)));
        Assert.Equal("s-2", read.Text("sensor", 1));
        Assert.Equal([2L, 3L], read.Batch.Offsets.Take(2));
    }

    [Fact]
    public void Cells_InQuotes_MayHoldAnything()
    {
        var read = new Decoding(Decoding.Csv).Read("time,sensor,metric,value\n5,\"a,b\",\"say \"\"hi\"\"\nthere\",\"2\"\n6,s,5\" pipe,3\n");

        Assert.Equal([RowKind.Reading, RowKind.Reading], read.Kinds);
        Assert.Equal("a,b", read.Text("sensor"));
        Assert.Equal("say \"hi\"\nthere", read.Text("metric"));
        Assert.Equal(2, read.Number("value"));
        Assert.Equal("5\" pipe", read.Text("metric", 1));
        Assert.Equal([2L, 4L], read.Batch.Offsets.Take(2));
    }

    [Theory]
    [InlineData("5,s,1e999,", "column 5: field \"value\": expected a finite number, found \"1e999\"")]
    [InlineData("5,s,Infinity,", "column 5: field \"value\": expected a number, found \"Infinity\"")]
    [InlineData("5,s,-inf,", "expected a number")]
    [InlineData("5,s,\"1,5\",", "expected a number, found \"1,5\"")]
    [InlineData("5,s,abc,", "column 5: field \"value\": expected a number, found \"abc\"")]
    [InlineData("5,s,1,yes", "field \"ok\": expected true or false, found \"yes\"")]
    [InlineData("soon,s,1,", "column 1: field \"time\": expected a time")]
    [InlineData(",s,1,", "no time: field \"time\" is missing")]
    [InlineData("5,,1,", "no key: field \"sensor\" is missing or empty")]
    [InlineData("5,\"\",1,", "no key")]
    [InlineData("5,s,1,,extra", "the record has 5 cells, the header 4")]
    [InlineData("5,\"s\"x,1,", "column 3: text between the closing quote")]
    public void Row_WithAFault_IsRejected(string row, string reason)
    {
        var read = new Decoding(Decoding.Csv).Read($"time,sensor,value,ok\n{row}\n5,s,1,1\n");

        Assert.Equal([RowKind.Rejected, RowKind.Reading], read.Kinds);
        Assert.Contains(reason, read.Reason(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5,s,NaN,")]
    [InlineData("5,s,nan,null")]
    [InlineData("5,s,null,NA")]
    [InlineData("5,s,NA")]
    [InlineData("5,s")]
    [InlineData("5,s,,,, ,")]
    public void Row_WithMissingCells_HasMissingValues(string row)
    {
        var read = new Decoding(Decoding.Csv).Read($"time,sensor,value,ok\n{row}\n");

        Assert.Equal([RowKind.Reading], read.Kinds);
        Assert.True(double.IsNaN(read.Number("value")));
        Assert.True(double.IsNaN(read.Number("ok")));
    }

    [Theory]
    [InlineData("5,s,1", "the input ends in the middle of this record: it has 3 cells, the header 4")]
    [InlineData("5,\"s", "the input ends in the middle of this record; column 3: a quote opens")]
    public void LastRow_CutOff_IsRejected(string row, string reason) =>
        Assert.StartsWith(reason, new Decoding(Decoding.Csv).Read("time,sensor,value,ok\n" + row).Reason(), StringComparison.Ordinal);

    [Fact]
    public void Quote_NeverClosed_CostsItsLineOnly()
    {
        var read = new Decoding(Decoding.Csv).Read("time,sensor,value\n5,\"s,1\n6,s,2\n7,s,3\n");

        Assert.Equal([RowKind.Rejected, RowKind.Reading, RowKind.Reading], read.Kinds);
        Assert.Equal([2L, 3L, 4L], read.Batch.Offsets.Take(3));
    }

    [Fact]
    public void Header_DuplicateAndEmptyNames_LastCountsAndIsNumbered()
    {
        var read = new Decoding(Decoding.Csv).Read("time,value,,sensor,value\n5,1,x,s,2\n");

        Assert.Equal(2, read.Number("value"));
        Assert.Equal("""{"time":5,"column3":"x","sensor":"s","value":2}""", Encoding.UTF8.GetString(read.Batch.JsonOf(0)));
    }

    [Theory]
    [InlineData("when,sensor\n5,s\n", "the header lacks the time column \"time\"; it has \"when\", \"sensor\"")]
    [InlineData("time,name\n5,s\n", "the header lacks the key column \"sensor\"")]
    public void Header_WithoutTimeOrKey_RefusesTheInput(string text, string refusal)
    {
        var read = new Decoding(Decoding.Csv).Read(text);

        Assert.StartsWith(refusal, read.Decoder.Refusal, StringComparison.Ordinal);
        Assert.Equal(0, read.Batch.Count);
    }

    [Fact]
    public void Header_Given_IsNotReadFromTheFile()
    {
        var read = new Decoding(Decoding.Csv with { Header = ["time", "sensor", "value"], Delimiter = ';' }).Read("5;s;2\n");

        Assert.Equal(2, read.Number("value"));
    }

    [Fact]
    public void ControlRecord_AmongRows_IsAWatermark()
    {
        var read = new Decoding(Decoding.Csv).Read("time,sensor,value\n5,s,1\n{\"$watermark\":9,\"sensor\":\"s\"}\n{\"$watermark\":}\n");

        Assert.Equal([RowKind.Reading, RowKind.Watermark, RowKind.Rejected], read.Kinds);
        Assert.Equal(9, read.Batch.Times[1]);
        Assert.Equal("s", read.Text("sensor", 1));
    }

    [Fact]
    public void Json_OfARow_KeepsNumbersAndEscapesText()
    {
        var read = new Decoding(Decoding.Csv).Read("time,sensor,value,metric,ok\n2026-11-21 10:00:00,\"a\"\"\\\",071.5,,1e5\n");

        Assert.Equal("""{"time":"2026-11-21 10:00:00","sensor":"a\"\\","value":"071.5","metric":null,"ok":1e5}""",
            Encoding.UTF8.GetString(new Decoding(Decoding.Csv, ReadingSchema.Create(("sensor", FieldType.Text, true)))
                .Read("time,sensor,value,metric,ok\n2026-11-21 10:00:00,\"a\"\"\\\",071.5,,1e5\n").Batch.JsonOf(0)));
        Assert.Equal([RowKind.Rejected], read.Kinds); // 1e5 is no boolean
    }

    [Fact]
    public void Decode_MutatedRows_NeverThrowsAndLosesNoLine()
    {
        var random = new Random(23);
        var alphabet = ",;\"\n\r\t ae0.1-"u8.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes("time,sensor,value,metric,ok\n5,s-1,1.5,\"x,y\",true\n6,s-2,,z,0\n7,s-3,2,\"a\"\"b\",1\n");
            for (var j = random.Next(1, 5); j > 0; j--)
                bytes[random.Next(28, bytes.Length)] = random.Next(20) == 0 ? (byte)0xFF : alphabet[random.Next(alphabet.Length)];
            var whole = new Decoding(Decoding.Csv).Read(bytes);
            var pieces = new Decoding(Decoding.Csv, capacity: 1);
            var rows = new List<(RowKind, long, string?)>();
            for (int at = 0, end = 1; at < bytes.Length;)
            {
                pieces.Batch.Clear();
                var used = pieces.Decoder.Decode(bytes, at, end, end == bytes.Length, pieces.Batch);
                if (pieces.Batch.Count > 0)
                    rows.Add((pieces.Batch.Kinds[0], pieces.Batch.Offsets[0], pieces.Reason()));
                end = used == at ? Math.Min(end + 1, bytes.Length) : Math.Max(end, used);
                at = used;
                if (at == end && end < bytes.Length)
                    end++;
            }

            Assert.Equal(whole.Kinds.Select((kind, row) => (kind, whole.Batch.Offsets[row], whole.Reason(row))), rows);
            for (var row = 0; row < whole.Batch.Count; row++)
                Assert.NotNull(whole.Batch.JsonOf(row));
        }
    }
}
