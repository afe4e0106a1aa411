using Millrace.Graphs.Pipelines.Expressions;
using YamlDotNet.Core;

namespace Millrace.Graphs.Pipelines.Yaml;

/// <summary>Finds where each character of a scalar's text stands in the file, whatever its style.</summary>
internal sealed class ScalarPlaces(string file)
{
    private readonly int[] lineStarts = [0, .. Enumerable.Range(0, file.Length).Where(i => file[i] == '\n').Select(i => i + 1)];

    /// <summary>The scalar as an expression.</summary>
    public ExpressionSource SourceOf(YamlText scalar)
    {
        int[]? indices = null; // made when an error asks for it
        return new ExpressionSource(scalar.Text, index => PositionOf((indices ??= Align(scalar))[index]));
    }

    private SourcePosition PositionOf(int index)
    {
        var line = Array.BinarySearch(lineStarts, index);
        if (line < 0)
            line = ~line - 1;
        return new SourcePosition(line + 1, index - lineStarts[line] + 1);
    }

    /// <summary>Walks the text and the file side by side: characters follow each other in both, but the file has escapes, line breaks and indentation besides.</summary>
    private int[] Align(YamlText scalar)
    {
        var indices = new int[scalar.Text.Length + 1];
        var at = Math.Min(scalar.Start, file.Length);
        if (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded)
            at = file.IndexOf('\n', at) is >= 0 and var end ? end + 1 : file.Length;
        else if (scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted)
            at++;
        for (var i = 0; i < scalar.Text.Length; i++)
        {
            var c = scalar.Text[i];
            if (scalar.Style == ScalarStyle.DoubleQuoted && at < file.Length && file[at] == '\\')
            {
                indices[i] = at;
                at += EscapeLength(at);
                continue;
            }

            var found = char.IsWhiteSpace(c) ? at : file.IndexOf(c, Math.Min(at, file.Length));
            indices[i] = Math.Min(found < 0 ? at : found, file.Length);
            at = indices[i] + (char.IsWhiteSpace(c) && (at >= file.Length || file[at] != c) ? 0 : 1);
            if (scalar.Style == ScalarStyle.SingleQuoted && c == '\'')
                at++;
        }

        indices[^1] = Math.Min(at, file.Length);
        return indices;
    }

    private int EscapeLength(int at) => at + 1 >= file.Length ? 1 : file[at + 1] switch
    {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        _ => 2,
    };
}
