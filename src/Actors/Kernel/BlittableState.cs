using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Actors.Kernel;

/// <summary>Structs without references as bytes. The caller has checked that there are none, which the type system cannot say of a mere struct.</summary>
internal static class BlittableState
{
    public static ReadOnlySpan<byte> AsBytes<T>(in T state)
        where T : struct =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in state)), Unsafe.SizeOf<T>());

    public static T FromBytes<T>(ReadOnlySpan<byte> bytes)
        where T : struct =>
        bytes.Length == Unsafe.SizeOf<T>()
            ? MemoryMarshal.Read<T>(bytes)
            : throw new InvalidDataException($"The state holds {bytes.Length} bytes for a {typeof(T).Name} of {Unsafe.SizeOf<T>()}.");
}
