namespace Millrace.Host.Configuration;

/// <summary>How log lines are written.</summary>
public enum LogFormat
{
    /// <summary>Time, level, event, then key=value.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}
