namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>Names of sinks: part of the names under which positions are kept, and of lines for people.</summary>
internal static class SinkName
{
    public const string Mend = "1 to 100 of the characters a-z A-Z 0-9 . _ -";

    public static bool IsGood(string name) => name.Length is > 0 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
