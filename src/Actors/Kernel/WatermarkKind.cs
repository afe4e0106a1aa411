namespace Millrace.Actors.Kernel;

/// <summary>What moves a watermark. Control records <c>{"$watermark": TIME}</c> move it under every kind.</summary>
public enum WatermarkKind
{
    /// <summary>Each reading: the highest event time seen - maxOutOfOrderness - 1 ms.</summary>
    Bounded,

    /// <summary>Control records alone.</summary>
    Punctuated,
}
