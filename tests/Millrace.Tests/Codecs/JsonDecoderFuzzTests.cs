using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Millrace.Messages;

namespace Millrace.Tests.Codecs;

/// <summary>The plain twin: the library's reader over the same lines.</summary>
public sealed class JsonDecoderFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Seeds =
    [
        """{"sensor":"s-1","time":1795255200000,"metric":"temperature","value":71.25,"ok":true,"a":{"b":1.5e3}}""",
        """{"time":"2026-11-21T10:00:00.123Z","sensor":"s-2","value":-0.001,"unit":"°C","tags":["x",{"y":null}],"a":{"c":{"b":1},"b":2}}""",
        """{ "sensor" : "\u0041\"b" , "time" : 12, "value" : 12345678901234567890, "metric" : "long enough to need more than one block of bytes", "n":{} }""",
    ];

    [Fact]
    public void Decode_MutatedLines_AgreesWithTheLibrary()
    {
        const int seed = 11;
        var random = new Random(seed);
        var decoding = new Decoding(capacity: 1);
        var accepted = 0;
        for (var i = 0; i < 60_000; i++)
        {
            var line = Mutate(random, Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]));
            var expected = Expected(line);
            decoding.Batch.Clear();
            var used = decoding.Decoder.Decode([.. line, (byte)'\n'], 0, line.Length + 1, final: false, decoding.Batch);

            var shown = $"seed {seed}, round {i}: {Encoding.UTF8.GetString(line)}: {decoding.Reason()}";
            Assert.True(used == line.Length + 1, shown);
            Assert.True(decoding.Batch.Count == (line.AsSpan().Trim(" \t\r"u8).IsEmpty ? 0 : 1), shown);
            if (decoding.Batch.Count == 0)
                continue;
            Assert.True((expected is not null) == (decoding.Batch.Kinds[0] == RowKind.Reading), shown);
            if (expected is not { } values)
                continue;
            accepted++;
            Assert.True(values.Sensor == decoding.Text("sensor"), shown);
            Assert.True(values.Time == decoding.Batch.Times[0], shown);
            Assert.True(values.Value.Equals(decoding.Number("value")), shown);
            Assert.True(values.Nested.Equals(decoding.Number("a.b")), shown);
            Assert.True(values.Metric == decoding.Text("metric"), shown);
        }

        output.WriteLine($"{accepted} of 60,000 mutated lines are readings");
        Assert.InRange(accepted, 10_000, 55_000);
    }

    [Fact]
    public void Decode_AMillionLines_AllocatesNothingPerLine()
    {
        var (bytes, lines) = Lines(200_000);
        var schema = ReadingSchema.Create(("sensor", FieldType.Text, true), ("value", FieldType.Number, false), ("metric", FieldType.Text, false));
        var decoding = new Decoding(schema: schema);
        Run(decoding, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 5; i++)
            Assert.Equal(lines, Run(decoding, bytes));
        watch.Stop();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        output.WriteLine($"{5 * lines / watch.Elapsed.TotalSeconds / 1e6:F2} M lines/s of {bytes.Length / lines} bytes, {allocated} bytes allocated");
        Assert.InRange(allocated, 0, 4096);
    }

    internal static (byte[] Bytes, int Count) Lines(int count)
    {
        var random = new Random(3);
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var time = new EventTime(1_795_255_200_000 + (i * 10L));
            text.Append($"{{\"sensor\":\"sensor-{random.Next(10_000):D5}\",\"time\":\"{time}\",\"metric\":\"temperature\",\"value\":{random.Next(100_000) / 1000.0}}}\n");
        }

        return (Encoding.UTF8.GetBytes(text.ToString()), count);
    }

    private static int Run(Decoding decoding, byte[] bytes)
    {
        var rows = 0;
        for (var at = 0; at < bytes.Length;)
        {
            decoding.Batch.Clear();
            at = decoding.Decoder.Decode(bytes, at, Math.Min(bytes.Length, at + (512 * 1024)), at + (512 * 1024) >= bytes.Length, decoding.Batch);
            rows += decoding.Batch.Count;
        }

        return rows;
    }

    private static byte[] Mutate(Random random, byte[] line)
    {
        var bytes = line.ToList();
        var alphabet = "{}[]\":,\\ 0123456789eE+-.tfnu\t\0\x7Fé"u8;
        for (var i = random.Next(3); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveAt(at);
                    break;
                case 1:
                    bytes.Insert(at, alphabet[random.Next(alphabet.Length)]);
                    break;
                case 2:
                    bytes[at] = alphabet[random.Next(alphabet.Length)];
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 12)));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 12))));
                    break;
            }
        }

        return [.. bytes.Where(b => b != '\n')];
    }

    private sealed record Values(string? Sensor, long Time, double Value, string? Metric, double Nested);

    private static Values? Expected(byte[] line)
    {
        if (!Utf8.IsValid(line))
            return null;
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 64 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? Fields(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Values? Fields(JsonElement record)
    {
        var values = new Values(null, long.MinValue, double.NaN, null, double.NaN);
        foreach (var property in record.EnumerateObject())
        {
            var value = property.Value;
            var isNull = value.ValueKind == JsonValueKind.Null;
            switch (Name(property))
            {
                case "sensor" when isNull:
                    values = values with { Sensor = null };
                    break;
                case "sensor" when value.ValueKind is JsonValueKind.Object or JsonValueKind.Array:
                    return null;
                case "sensor":
                    values = values with { Sensor = value.ValueKind == JsonValueKind.String ? Text(value) : value.GetRawText() };
                    break;
                case "time" when isNull:
                    values = values with { Time = long.MinValue };
                    break;
                case "time" when value.ValueKind == JsonValueKind.Number && EventTimeParser.TryFromEpoch(value.GetDouble(), out var epoch):
                    values = values with { Time = epoch.Milliseconds };
                    break;
                case "time" when value.ValueKind == JsonValueKind.String && EventTimeText.TryParse(Text(value), out var time):
                    values = values with { Time = time.Milliseconds };
                    break;
                case "time":
                    return null;
                case "value" when isNull || (value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble())):
                    values = values with { Value = isNull ? double.NaN : value.GetDouble() };
                    break;
                case "value":
                    return null;
                case "metric" when isNull || value.ValueKind == JsonValueKind.String:
                    values = values with { Metric = isNull ? null : Text(value) };
                    break;
                case "metric":
                    return null;
                case "ok" when !isNull && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
                    return null;
                case "a":
                    values = values with { Nested = double.NaN };
                    if (value.ValueKind != JsonValueKind.Object)
                        break;
                    foreach (var nested in value.EnumerateObject().Where(nested => Name(nested) == "b"))
                    {
                        if (nested.Value.ValueKind == JsonValueKind.Null)
                            values = values with { Nested = double.NaN };
                        else if (nested.Value.ValueKind != JsonValueKind.Number || !double.IsFinite(nested.Value.GetDouble()))
                            return null;
                        else
                            values = values with { Nested = nested.Value.GetDouble() };
                    }

                    break;
            }
        }

        return string.IsNullOrEmpty(values.Sensor) || values.Time == long.MinValue ? null : values;
    }

    // The library throws where an escaped surrogate stands alone; such names and texts are not what is compared.
    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
