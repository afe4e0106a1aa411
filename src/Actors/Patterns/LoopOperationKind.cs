namespace Millrace.Actors.Patterns;

/// <summary>What a hop does to a loop.</summary>
internal enum LoopOperationKind : byte
{
    Enter,
    Iterate,
    Leave,
}
