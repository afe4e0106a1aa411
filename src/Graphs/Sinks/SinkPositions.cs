using System.Buffers.Binary;
using Millrace.Actors.Checkpoints;

namespace Millrace.Graphs.Sinks;

/// <summary>
/// How far a sink has delivered, kept beside the checkpoints: for targets that cannot keep it themselves. Each write is durable when it returns. One thread at a time.
/// </summary>
/// <param name="store">Where positions are kept.</param>
/// <param name="pipeline">The pipeline's name: several may share a store.</param>
/// <param name="sink">The sink's name.</param>
public sealed class SinkPositions(ICheckpointStore store, string pipeline, string sink)
{
    /// <summary>The next offset to be delivered; 0 when none was yet.</summary>
    /// <param name="output">The output.</param>
    /// <param name="partition">The partition.</param>
    /// <exception cref="SinkException">The store cannot be read.</exception>
    public long Read(string output, int partition)
    {
        var value = ReadValue($"{output}/{partition}");
        return value.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(value.Span) : 0;
    }

    /// <summary>Keeps the next offset to be delivered.</summary>
    /// <param name="output">The output.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="next">The offset after the last that was delivered.</param>
    /// <exception cref="SinkException">The store cannot be written; the old position stands.</exception>
    public void Write(string output, int partition, long next)
    {
        Span<byte> value = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(value, next);
        WriteValue($"{output}/{partition}", value);
    }

    internal ReadOnlyMemory<byte> ReadValue(string name)
    {
        try
        {
            return store.GetValue(FullName(name));
        }
        catch (CheckpointStoreException unreadable)
        {
            throw new SinkException(sink, $"its position cannot be read: {unreadable.Message}", inner: unreadable);
        }
    }

    internal void WriteValue(string name, ReadOnlySpan<byte> value)
    {
        try
        {
            store.SetValue(FullName(name), value);
        }
        catch (CheckpointStoreException full)
        {
            throw new SinkException(sink, $"its position cannot be kept: {full.Message}", inner: full);
        }
    }

    private string FullName(string name) => $"{pipeline}/sinks/{sink}/{name}";
}
