namespace Millrace.Graphs.Live;

/// <summary>What a record in a re-partition log is.</summary>
internal enum RekeyKind : byte
{
    /// <summary>A record of the source, whole.</summary>
    Record = 1,

    /// <summary>The upstream partition's watermark has come so far; there is no value.</summary>
    Watermark = 2,

    /// <summary>The upstream partition is silent and holds nobody back until its next record; there is no value.</summary>
    Silent = 3,
}
