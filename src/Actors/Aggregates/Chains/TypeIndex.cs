using System.Runtime.CompilerServices;

namespace Millrace.Actors.Aggregates.Chains;

/// <summary>A number as a type, so that the JIT sees it as a constant: written in binary, for any number.</summary>
internal interface ITypeIndex
{
    static abstract int Value { get; }
}

internal readonly struct Zero : ITypeIndex
{
    public static int Value => 0;
}

internal readonly struct Even<THalf> : ITypeIndex
    where THalf : struct, ITypeIndex
{
    public static int Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => THalf.Value * 2;
    }
}

internal readonly struct Odd<THalf> : ITypeIndex
    where THalf : struct, ITypeIndex
{
    public static int Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (THalf.Value * 2) + 1;
    }
}

internal static class TypeIndex
{
    public static Type Of(int value) =>
        value == 0 ? typeof(Zero) : (value % 2 == 0 ? typeof(Even<>) : typeof(Odd<>)).MakeGenericType(Of(value / 2));
}
