namespace Millrace.Graphs.Factory;

/// <summary>How generated readings are written.</summary>
public enum FactoryFormat
{
    /// <summary>One JSON object a line.</summary>
    Ndjson,

    /// <summary>A header row, then one row a reading, with commas.</summary>
    Csv,
}
