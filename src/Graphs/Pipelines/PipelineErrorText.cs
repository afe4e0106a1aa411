using System.Text;

namespace Millrace.Graphs.Pipelines;

/// <summary>Errors as a person wants to see them: place and message, the line with a caret, the mend.</summary>
public static class PipelineErrorText
{
    private const int Widest = 100;

    /// <summary>All errors of a load, a blank line between them; empty when there are none.</summary>
    public static string Format(PipelineLoad load)
    {
        var lines = load.Text.Split('\n');
        var text = new StringBuilder();
        foreach (var error in load.Errors)
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(error).Append('\n');
            if (error.At.Line <= lines.Length && lines[error.At.Line - 1].Length > 0)
                Show(lines[error.At.Line - 1], error.At.Column - 1, text);
            if (error.Mend.Length > 0)
                text.Append("    mend: ").Append(error.Mend).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The line, cut around the place when it is long; tabs and control characters become blanks, so that the caret stands right.</summary>
    private static void Show(string line, int column, StringBuilder text)
    {
        column = Math.Clamp(column, 0, line.Length);
        var from = line.Length <= Widest ? 0 : Math.Clamp(column - (Widest / 2), 0, line.Length - Widest);
        var shown = line.Substring(from, Math.Min(Widest, line.Length - from));
        text.Append("    ").Append(string.Concat(shown.Select(c => char.IsControl(c) ? ' ' : c)).TrimEnd()).Append('\n');
        text.Append(' ', 4 + column - from).Append("^\n");
    }
}
