using Spectre.Console;

namespace Millrace.Host.Live;

/// <summary>A line of the page: pieces of text, cut off at the width.</summary>
internal sealed class PageLine
{
    private readonly List<(string Text, Style Style)> pieces = [];

    /// <summary>Columns in use.</summary>
    public int Length => pieces.Sum(piece => piece.Text.Length);

    public PageLine Add(string text, Style? style = null)
    {
        pieces.Add((text, style ?? Style.Plain));
        return this;
    }

    /// <summary>Fills up with blanks to a column.</summary>
    public PageLine To(int column) => Length < column ? Add(new string(' ', column - Length)) : this;

    /// <summary>The line for a console.</summary>
    public Paragraph Render(int width)
    {
        var paragraph = new Paragraph { Overflow = Overflow.Crop };
        foreach (var (text, style) in pieces)
        {
            var shown = text.Length <= width ? text : text[..Math.Max(0, width)];
            width -= shown.Length;
            if (shown.Length > 0)
                paragraph.Append(shown, style);
        }

        return paragraph;
    }
}
