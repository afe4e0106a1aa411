using Millrace.Messages;

namespace Millrace.Host.Sending;

/// <summary>Readings that go in one request, each a line, with the lines of the file that they come from. Used again and again.</summary>
public sealed class SendRequest
{
    private const int LargeBytes = 4 * 1024 * 1024;
    private readonly List<long> lines = [];
    private byte[] body = new byte[64 * 1024];

    /// <summary>An empty request.</summary>
    /// <param name="key">The key of the readings, for pipelines that name no key field: the file's name.</param>
    public SendRequest(string key) => Key = key;

    /// <summary>The key of the readings.</summary>
    public string Key { get; }

    /// <summary>How many readings there are.</summary>
    public int Count => lines.Count;

    /// <summary>Whether it is large enough to go.</summary>
    public bool IsLarge => Length >= LargeBytes;

    /// <summary>The bytes of <see cref="Body"/> in use.</summary>
    public int Length { get; private set; }

    /// <summary>The lines.</summary>
    public byte[] Body => body;

    /// <summary>The line of the file that a line of the body is.</summary>
    /// <param name="line">From 1.</param>
    public long FileLine(int line) => line >= 1 && line <= lines.Count ? lines[line - 1] : 0;

    /// <summary>Adds a row. One that cannot be read is sent as it is, so that the service says what is wrong with it.</summary>
    public void Add(ReadingBatch rows, int row)
    {
        ReadOnlySpan<byte> json = rows.Format == RecordFormat.Json || rows.Kinds[row] == RowKind.Rejected ? rows.RawOf(row).Trim(" \t\r\n"u8) : rows.JsonOf(row);
        if (body.Length - Length <= json.Length)
            Array.Resize(ref body, Math.Max(body.Length * 2, Length + json.Length + 1));
        json.CopyTo(body.AsSpan(Length));
        // Within a record a line end would count as one more line of the body.
        body.AsSpan(Length, json.Length).Replace((byte)'\n', (byte)' ');
        Length += json.Length;
        body[Length++] = (byte)'\n';
        lines.Add(rows.Offsets[row]);
    }

    /// <summary>Makes it empty.</summary>
    public void Clear()
    {
        lines.Clear();
        Length = 0;
    }
}
