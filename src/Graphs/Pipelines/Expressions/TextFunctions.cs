using System.Text.RegularExpressions;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>What the text functions compute, for one text.</summary>
internal static class TextFunctions
{
    /// <summary>A test of one text against a constant.</summary>
    public static Func<string, bool> Test(ExpressionFunction function, string constant)
    {
        switch (function)
        {
            case ExpressionFunction.StartsWith:
                return text => text.StartsWith(constant, StringComparison.Ordinal);
            case ExpressionFunction.EndsWith:
                return text => text.EndsWith(constant, StringComparison.Ordinal);
            case ExpressionFunction.Contains:
                return text => text.Contains(constant, StringComparison.Ordinal);
            default:
                var regex = TryCompile(constant, out _)!;
                return regex.IsMatch;
        }
    }

    /// <summary>The text in another letter case.</summary>
    public static string Change(ExpressionFunction function, string text) =>
        function == ExpressionFunction.Lower ? text.ToLowerInvariant() : text.ToUpperInvariant();

    /// <summary>The regular expression, matched in time linear in the text; null and the reason when it is none.</summary>
    public static Regex? TryCompile(string pattern, out string reason)
    {
        reason = "";
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (RegexParseException parse)
        {
            reason = $"{parse.Error} at its character {parse.Offset + 1}";
        }
        catch (NotSupportedException)
        {
            reason = "it is too large, or asks for what cannot be matched in linear time";
        }

        return null;
    }
}
