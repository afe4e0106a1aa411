namespace Millrace.Graphs.Factory;

/// <summary>Writes readings as lines: <c>{"timestamp":…,"machine":…,"sensor":…,"metric":…,"value":…}</c>, or the same five as CSV.</summary>
public sealed class FactoryWriter
{
    private const int BufferSize = 1 << 18;

    private readonly byte[] buffer = new byte[BufferSize];
    private readonly FactoryLine line;
    private readonly Stream output;
    private int length;

    /// <summary>A writer for the readings of those sensors; <see cref="Flush"/> at the end.</summary>
    public FactoryWriter(IReadOnlyList<FactorySensor> sensors, FactoryFormat format, Stream output)
    {
        this.output = output;
        line = new FactoryLine(sensors, format);
        if (format == FactoryFormat.Csv)
            Append("timestamp,machine,sensor,metric,value\n"u8);
    }

    /// <summary>Bytes written so far, those still in the buffer included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes one reading.</summary>
    public void Write(in FactoryReading reading)
    {
        if (length + line.Longest > BufferSize)
            Flush();
        var written = line.Format(in reading, buffer.AsSpan(length));
        length += written;
        Bytes += written;
    }

    /// <summary>Writes all readings of a simulation that are still to come, and flushes.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; looked at once in a few thousand readings.</exception>
    public void WriteAll(FactorySimulator simulator, CancellationToken cancellation = default)
    {
        while (simulator.TryRead(out var reading))
        {
            Write(reading);
            if ((simulator.Readings & 4095) == 0)
                cancellation.ThrowIfCancellationRequested();
        }

        Flush();
    }

    /// <summary>Hands what is buffered to the stream.</summary>
    public void Flush()
    {
        output.Write(buffer, 0, length);
        length = 0;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
        Bytes += bytes.Length;
    }
}
