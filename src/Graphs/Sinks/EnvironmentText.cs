using System.Text;

namespace Millrace.Graphs.Sinks;

/// <summary>Texts in which <c>${NAME}</c> stands for an environment variable, so that secrets stand in no file.</summary>
internal static class EnvironmentText
{
    /// <summary>Whether every <c>${</c> is followed by a name and <c>}</c>.</summary>
    public static bool IsGood(string text) => Expand(text, _ => "", out _) is not null;

    /// <summary>The text with the values in place of the names; null when a variable is not set, which is named then, or when the text is not good.</summary>
    public static string? Expand(string text, Func<string, string?> environment, out string missing)
    {
        missing = "";
        var expanded = new StringBuilder();
        var at = 0;
        while (text.IndexOf("${", at, StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = text.IndexOf('}', start);
            var name = end < 0 ? "" : text[(start + 2)..end];
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                return null;
            if (environment(name) is not { } value)
            {
                missing = name;
                return null;
            }

            expanded.Append(text, at, start - at).Append(value);
            at = end + 1;
        }

        return expanded.Append(text, at, text.Length - at).ToString();
    }
}
