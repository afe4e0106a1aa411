namespace Millrace.Messages;

/// <summary>What a row of a batch is.</summary>
public enum RowKind : byte
{
    /// <summary>A reading.</summary>
    Reading = 0,

    /// <summary>A control record <c>{"$watermark": TIME}</c>; the row's time is the watermark.</summary>
    Watermark = 1,

    /// <summary>A record that could not be read; the reason is in <see cref="ReadingBatch.Rejections"/>.</summary>
    Rejected = 2,
}
