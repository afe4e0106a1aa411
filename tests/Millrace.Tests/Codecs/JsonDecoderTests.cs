using System.Globalization;
using System.Text;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Tests.Codecs;

public sealed class JsonDecoderTests
{
    private const string Time = "\"time\":\"2026-11-21T10:00:00.123Z\"";

    [Fact]
    public void Reading_AllFields_FillsTheColumns()
    {
        var read = new Decoding().Read($$$"""{"sensor":"s-1", {{{Time}}},"value" : -12.5e1,"metric":"temperature","ok":true,"a":{"x":[1,{"b":2}],"b":7},"more":null}""" + "\r\n");

        Assert.Equal([RowKind.Reading], read.Kinds);
        Assert.Equal("2026-11-21T10:00:00.123Z", read.Time());
        Assert.Equal("s-1", read.Text("sensor"));
        Assert.Equal(-125, read.Number("value"));
        Assert.Equal("temperature", read.Text("metric"));
        Assert.Equal(1, read.Number("ok"));
        Assert.Equal(7, read.Number("a.b"));
        Assert.Equal('}', (char)read.Batch.RawOf(0)[^1]);
    }

    [Fact]
    public void Reading_MissingAndNullFields_AreMissing()
    {
        var read = new Decoding().Read($$"""{"sensor":"s-1",{{Time}},"value":null,"metric":null,"ok":null,"a":null}""" + "\n" + $$"""{"sensor":"s-1",{{Time}}}""");

        Assert.Equal([RowKind.Reading, RowKind.Reading], read.Kinds);
        for (var row = 0; row < 2; row++)
        {
            Assert.True(double.IsNaN(read.Number("value", row)));
            Assert.True(double.IsNaN(read.Number("ok", row)));
            Assert.True(double.IsNaN(read.Number("a.b", row)));
            Assert.Null(read.Text("metric", row));
        }
    }

    [Theory]
    [InlineData("\"value\":1,\"value\":2", 2)]
    [InlineData("\"value\":1,\"value\":null", double.NaN)]
    [InlineData("\"value\":1,\"val\\u0075e\":3", 3)]
    [InlineData("\"value\":-0", 0)]
    [InlineData("\"value\":-0.0e5", 0)]
    [InlineData("\"value\":1e308", 1e308)]
    [InlineData("\"value\":4.9e-324", double.Epsilon)]
    [InlineData("\"value\":1e-400", 0)]
    public void Value_Unusual_IsDefined(string field, double expected)
    {
        var read = new Decoding().Read($$"""{"sensor":"s-1",{{Time}},{{field}}}""");

        Assert.Equal([RowKind.Reading], read.Kinds);
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(read.Number("value")));
    }

    [Theory]
    [InlineData("\"a\":{\"b\":1},\"a\":{\"c\":2}")]
    [InlineData("\"a\":{\"b\":1},\"a\":5")]
    public void NestedField_ParentGivenAgain_LastCounts(string fields) =>
        Assert.True(double.IsNaN(new Decoding().Read($$"""{"sensor":"s-1",{{Time}},{{fields}}}""").Number("a.b")));

    [Theory]
    [InlineData("\"value\":\"abc\"", "column 59: field \"value\": expected a number, found \"abc\"")]
    [InlineData("\"value\":true", "column 59: field \"value\": expected a number, found true")]
    [InlineData("\"value\":[1]", "column 59: field \"value\": expected a number, found an array")]
    [InlineData("\"value\":1e999", "column 59: field \"value\": expected a finite number, found 1e999")]
    [InlineData("\"value\":NaN", "column 59: not valid JSON: expected a value, found NaN")]
    [InlineData("\"value\":-Infinity", "column 60: not valid JSON: not a number as JSON has it")]
    [InlineData("\"value\":01", "column 60: not valid JSON")]
    [InlineData("\"metric\":5", "column 60: field \"metric\": expected a string, found 5")]
    [InlineData("\"ok\":1", "column 56: field \"ok\": expected true or false, found 1")]
    [InlineData("\"a\":{\"b\":\"x\"}", "column 60: field \"a.b\": expected a number, found \"x\"")]
    [InlineData("\"x\":\"\t\"", "a control character in a string")]
    [InlineData("\"x\":\"\\q\"", "an escape that JSON does not have")]
    [InlineData("\"x\":\"\\u12g4\"", "an escape that JSON does not have")]
    [InlineData("\"x\":[1,]", "expected a value")]
    [InlineData("\"x\":{\"y\" 1}", "expected ':'")]
    [InlineData("\"x\":tru", "expected true, false or null")]
    [InlineData("\"x\":1,", "expected a name in quotes")]
    public void Record_WithAFault_IsRejectedWithItsPlace(string field, string reason)
    {
        var read = new Decoding().Read($$"""{"sensor":"s-1",{{Time}},{{field}}}""" + "\n");

        Assert.Equal([RowKind.Rejected], read.Kinds);
        Assert.Contains(reason, read.Reason(), StringComparison.Ordinal);
        Assert.True(double.IsNaN(read.Number("value")));
        Assert.Null(read.Text("sensor"));
    }

    [Theory]
    [InlineData("""{"sensor":"s","value":1}""", "no time")]
    [InlineData("""{"sensor":"s","time":null}""", "no time")]
    [InlineData("""{"sensor":"s","time":"yesterday"}""", "column 22: field \"time\": expected a time")]
    [InlineData("""{"sensor":"s","time":true}""", "expected a time")]
    [InlineData("""{"sensor":"s","time":253402300800000}""", "within the years 1 to 9999")]
    [InlineData("""{"sensor":"s","time":"0000-12-31T23:59:59Z"}""", "within the years 1 to 9999")]
    [InlineData("""{"time":5}""", "no key")]
    [InlineData("""{"sensor":null,"time":5}""", "no key")]
    [InlineData("""{"sensor":"","time":5}""", "no key")]
    [InlineData("""{"sensor":["s"],"time":5}""", "expected a string, found an array")]
    [InlineData("[1]", "expected a JSON object")]
    [InlineData("""{"sensor":"s","time":5} x""", "column 25: not valid JSON: expected nothing more")]
    [InlineData("""{"$watermark":null}""", "field \"$watermark\": expected a time")]
    public void Record_WithoutTimeOrKey_IsRejected(string line, string reason)
    {
        var read = new Decoding().Read(line + "\n");

        Assert.Equal([RowKind.Rejected], read.Kinds);
        Assert.Contains(reason, read.Reason(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"0001-01-01T00:00:00Z\"", -62_135_596_800_000)]
    [InlineData("\"9999-12-31T23:59:59.999Z\"", 253_402_300_799_999)]
    [InlineData("-62135596800000", -62_135_596_800_000)]
    [InlineData("253402300799999", 253_402_300_799_999)]
    [InlineData("1.5e3", 1500)]
    [InlineData("-0.5", -1)]
    [InlineData("\"2026-11-21 10:00:00\"", 1795255200000)]
    public void Time_AnyForm_IsRead(string time, long expected) =>
        Assert.Equal(expected, new Decoding().Read($$"""{"sensor":"s","time":{{time}}}""").Batch.Times[0]);

    [Fact]
    public void Key_NumberOrBoolean_IsTakenByItsText()
    {
        var read = new Decoding().Read("""{"sensor":17.0,"time":5}""" + "\n" + """{"sensor":true,"time":5}""");

        Assert.Equal("17.0", read.Text("sensor", 0));
        Assert.Equal("true", read.Text("sensor", 1));
    }

    [Theory]
    [InlineData("""a\"b\\c\/\n\t""", "a\"b\\c/\n\t")]
    [InlineData("""\u00e9\ud83d\ude00x""", "é😀x")]
    [InlineData("""\ud83dx""", "\uFFFDx")]
    [InlineData("é😀 a long text that is not only ASCII", "é😀 a long text that is not only ASCII")]
    public void Text_WithEscapes_IsUnescaped(string json, string expected) =>
        Assert.Equal(expected, new Decoding().Read($$"""{"metric":"{{json}}","sensor":"s","time":5}""").Text("metric"));

    [Fact]
    public void Watermark_WithAndWithoutKey_IsAControlRecord()
    {
        var read = new Decoding().Read("""{"$watermark":"1970-01-01T00:00:01Z"}""" + "\n" + """{"$watermark":7,"sensor":"s-1"}""" + "\n");

        Assert.Equal([RowKind.Watermark, RowKind.Watermark], read.Kinds);
        Assert.Equal(1000, read.Batch.Times[0]);
        Assert.Null(read.Text("sensor", 0));
        Assert.Equal("s-1", read.Text("sensor", 1));
    }

    [Fact]
    public void BlankLines_BetweenRecords_AreCountedAndSkipped()
    {
        var read = new Decoding().Read("\n  \r\n{\"sensor\":\"s\",\"time\":5}\n\n{\"sensor\":\"s\",\"time\":6}");

        Assert.Equal([3L, 5L], read.Batch.Offsets.Take(read.Batch.Count));
    }

    [Fact]
    public void InvalidUtf8_AnywhereInARecord_IsRejectedWithItsColumn()
    {
        byte[] bytes = [.. "{\"sensor\":\"s\",\"time\":5,\"x\":\""u8, 0xC3, 0x28, .. "\"}\n"u8, .. "{\"sensor\":\"é\",\"time\":5}\n"u8];
        var read = new Decoding().Read(bytes);

        Assert.Equal([RowKind.Rejected, RowKind.Reading], read.Kinds);
        Assert.Equal("column 29: not valid UTF-8", read.Reason());
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(100_000, false)]
    public void Nesting_UpTo64Levels_IsTaken(int depth, bool taken)
    {
        var line = """{"sensor":"s","time":5,"x":""" + new string('[', depth - 1) + new string(']', depth - 1) + "}";

        Assert.Equal([taken ? RowKind.Reading : RowKind.Rejected], new Decoding().Read(line).Kinds);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"sensor":"s""")]
    [InlineData("""{"sensor":"s","time":5""")]
    [InlineData("""{"sensor":"s","time":5,"x":tr""")]
    [InlineData("""{"sensor":"s","time":5,"x":"\u12""")]
    public void LastLine_CutOff_SaysSo(string line) =>
        Assert.StartsWith("the input ends in the middle of this record", new Decoding().Read(line).Reason(), StringComparison.Ordinal);

    [Fact]
    public void MessageKey_WithoutKeyField_FillsItsColumn()
    {
        var schema = ReadingSchema.Create((SourceFormat.MessageKey, FieldType.Text, true), ("value", FieldType.Number, false));
        var read = new Decoding(new SourceFormat { TimeField = "time" }, schema);
        read.Decoder.SetMessageKey("pump-1"u8);
        read.Read("""{"time":5,"value":1,"$key":"x"}""" + "\n");
        read.Decoder.SetMessageKey(default);
        read.Read("""{"time":5}""");

        Assert.Equal([RowKind.Reading, RowKind.Rejected], read.Kinds);
        Assert.Equal("pump-1", read.Text(SourceFormat.MessageKey));
        Assert.Equal("no key: the message has none", read.Reason(1));
    }

    [Fact]
    public void Message_OnSeveralLines_IsOneRecordAtItsOffset()
    {
        var read = new Decoding(Decoding.Json with { TimeField = null });
        var bytes = "{\n \"sensor\": \"s\",\n \"value\": 2\n}\n"u8.ToArray();
        read.Decoder.DecodeMessage(bytes, 0, bytes.Length, 17, read.Batch);
        read.Decoder.RecordTime = new EventTime(99);
        read.Decoder.DecodeMessage(bytes, 0, bytes.Length, 18, read.Batch);
        read.Decoder.DecodeMessage(bytes, 0, 0, 19, read.Batch);

        Assert.Equal([RowKind.Rejected, RowKind.Reading, RowKind.Rejected], read.Kinds);
        Assert.Equal([17L, 18L, 19L], read.Batch.Offsets.Take(3));
        Assert.StartsWith("no time", read.Reason(0), StringComparison.Ordinal);
        Assert.Equal(99, read.Batch.Times[1]);
    }

    [Fact]
    public void Numbers_RandomTexts_AreBitEqualToTheLibrarys()
    {
        var random = new Random(5);
        var lines = new StringBuilder();
        var expected = new List<double>();
        for (var i = 0; i < 200_000; i++)
        {
            var text = RandomNumber(random);
            var value = double.Parse(text, CultureInfo.InvariantCulture);
            if (!double.IsFinite(value))
                continue;
            expected.Add(value == 0 ? 0 : value);
            lines.Append("{\"sensor\":\"s\",\"time\":5,\"value\":").Append(text).Append("}\n");
        }

        var read = new Decoding(capacity: expected.Count).Read(lines.ToString());

        Assert.Empty(read.Batch.Rejections);
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected[i]), BitConverter.DoubleToInt64Bits(read.Number("value", i)));
    }

    private static string RandomNumber(Random random)
    {
        var sign = random.Next(2) == 0 ? "" : "-";
        var digits = random.NextInt64(1L << random.Next(1, 63)).ToString(CultureInfo.InvariantCulture);
        return sign + random.Next(4) switch
        {
            0 => BitConverter.Int64BitsToDouble(random.NextInt64()).ToString("R", CultureInfo.InvariantCulture) is var r && char.IsAsciiDigit(r[^1]) && r[0] != '-' ? r : "0",
            1 => digits + "." + random.Next(1_000_000).ToString(CultureInfo.InvariantCulture),
            2 => "0." + new string('0', random.Next(20)) + digits + "1",
            _ => digits + "e" + random.Next(-330, 310).ToString(CultureInfo.InvariantCulture),
        };
    }
}
