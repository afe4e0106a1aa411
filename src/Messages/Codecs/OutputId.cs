using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Millrace.Messages.Codecs;

/// <summary>
/// The deterministic id of an output: the first 16 bytes of the SHA-256 over its kind, name, key, start, end, revision, early, sequence, and for a match its steps' names
/// and the sequences of their events. Texts carry their length in front, numbers are little-endian. This form must never change: consumers drop repeats by it.
/// </summary>
internal sealed class OutputId
{
    public const int Length = 16;

    private readonly byte[] hash = new byte[SHA256.HashSizeInBytes];
    private byte[] bytes = new byte[256];
    private int length;

    public ReadOnlySpan<byte> Compute(in Output output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> key)
    {
        length = 0;
        AppendInteger((long)output.Kind);
        AppendText(name);
        AppendText(key);
        AppendInteger(output.Start);
        AppendInteger(output.End);
        AppendInteger(output.Revision);
        AppendInteger(output.Early ? 1 : 0);
        AppendInteger(output.Sequence);
        if (output.Detail is MatchDetail match)
        {
            foreach (var step in match.Steps)
            {
                AppendText(Encoding.UTF8.GetBytes(step.Name));
                AppendInteger(step.Events.Length);
                foreach (var taken in step.Events)
                    AppendInteger(taken.Sequence);
            }
        }

        SHA256.HashData(bytes.AsSpan(0, length), hash);
        return hash.AsSpan(0, Length);
    }

    private void AppendText(ReadOnlySpan<byte> text)
    {
        AppendInteger(text.Length);
        text.CopyTo(Room(text.Length));
        length += text.Length;
    }

    private void AppendInteger(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);
        length += sizeof(long);
    }

    private Span<byte> Room(int count)
    {
        if (bytes.Length - length < count)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + count));
        return bytes.AsSpan(length);
    }
}
