namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>Names of outputs: under Kafka they are topics, so they obey its rules everywhere.</summary>
internal static class OutputName
{
    public const string Mend = "1 to 249 of the characters a-z A-Z 0-9 . _ -, as for a topic";

    public static bool IsGood(string name) =>
        name.Length is > 0 and < 250 && name is not ("." or "..") && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
