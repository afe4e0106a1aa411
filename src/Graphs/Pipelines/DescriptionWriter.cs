using System.Text;

namespace Millrace.Graphs.Pipelines;

/// <summary>Lines of a label and a text, the texts aligned and wrapped between words.</summary>
internal sealed class DescriptionWriter(int width)
{
    private const int LabelWidth = 14;
    private readonly StringBuilder text = new();

    public void Title(string left, string right = "")
    {
        if (text.Length > 0)
            text.Append('\n');
        var gap = right.Length == 0 ? 0 : Math.Max(2, width - left.Length - right.Length);
        text.Append(left).Append(' ', gap).Append(right).Append('\n');
    }

    public void Line(string label, string content, int indent = 0)
    {
        var prefix = "  " + label;
        foreach (var line in Wrap(content, width - LabelWidth - indent))
        {
            text.Append(prefix.PadRight(LabelWidth)).Append(' ', indent).Append(line).Append('\n');
            prefix = "";
        }
    }

    public override string ToString() => text.ToString();

    private static IEnumerable<string> Wrap(string content, int room)
    {
        while (content.Length > room)
        {
            var end = content.LastIndexOf(' ', room);
            if (end <= 0)
                end = content.IndexOf(' ', room); // one word that is longer than the line stays whole
            if (end < 0)
                break;
            yield return content[..end].TrimEnd();
            content = content[(end + 1)..];
        }

        yield return content;
    }
}
