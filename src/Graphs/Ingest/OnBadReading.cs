namespace Millrace.Graphs.Ingest;

/// <summary>What a reading that cannot be read does to the others of its request.</summary>
public enum OnBadReading
{
    /// <summary>The whole request is refused: nothing of it is taken.</summary>
    Refuse,

    /// <summary>The good ones are taken, the bad ones reported and left out.</summary>
    Keep,
}
