using System.Globalization;
using System.Text;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>Cuts an expression into tokens, one at a time. Never throws: what is wrong is a token of kind Wrong.</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", "(", ")", "[", "]", ",", "."];

    private int at;

    public Token Next()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        if (at == text.Length)
            return new Token(TokenKind.End, at, "");
        var c = text[at];
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            return Number();
        if (c is '\'' or '"')
            return Text(c);
        if (c == '`')
            return QuotedName();
        if (char.IsLetter(c) || c is '_' or '$' or '@')
            return Name();
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) != 0)
                continue;
            at += symbol.Length;
            return new Token(TokenKind.Symbol, at - symbol.Length, symbol);
        }

        return Wrong(at, $"'{(char.IsControl(c) ? $"\\u{(int)c:x4}" : c)}' means nothing here", c switch
        {
            '=' => "equality is ==",
            '&' => "'and' is &&",
            '|' => "'or' is ||",
            '{' or ';' => "an expression is a single condition or value, without statements",
            _ => "",
        });
    }

    public static bool IsWord(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] is '_' or '$' or '@') && name.All(IsWordPart);

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' or '@';

    private Token Name()
    {
        var start = at;
        while (at < text.Length && IsWordPart(text[at]))
            at++;
        return new Token(TokenKind.Name, start, text[start..at]);
    }

    private Token Number()
    {
        var start = at;
        Digits();
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            at++;
            Digits();
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            var exponent = at++;
            if (at < text.Length && text[at] is '+' or '-')
                at++;
            if (at == text.Length || !char.IsAsciiDigit(text[at]))
                return Wrong(exponent, "the exponent of this number has no digits", "write it like 1.5e3");
            Digits();
        }

        if (at < text.Length && IsWordPart(text[at]))
            return Wrong(at, $"a number is followed directly by '{text[at]}'", "numbers have no unit and no suffix; a name that begins with a digit stands in backquotes");
        var value = double.Parse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value)
            ? new Token(TokenKind.Number, start, text[start..at], value)
            : Wrong(start, "this number is too large", "the largest is about 1.8e308");
    }

    private void Digits()
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
    }

    /// <summary>Escapes are those of the quotes, the backslash, n, r and t; any other backslash stays, so that '\d+' is the regular expression that it looks like.</summary>
    private Token Text(char quote)
    {
        var start = at++;
        var value = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            var c = text[at++];
            if (c == '\\' && at < text.Length && text[at] is '\\' or '\'' or '"' or 'n' or 'r' or 't')
            {
                c = text[at++] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other };
            }

            value.Append(c);
        }

        if (at == text.Length)
            return Wrong(start, "this text has no closing quote", $"add {quote} at its end");
        at++;
        return new Token(TokenKind.Text, start, value.ToString());
    }

    private Token QuotedName()
    {
        var start = at++;
        var end = text.IndexOf('`', at);
        if (end < 0)
            return Wrong(start, "this field name has no closing backquote", "add ` at its end");
        at = end + 1;
        return end == start + 1
            ? Wrong(start, "a field name cannot be empty", "write the name between the backquotes")
            : new Token(TokenKind.QuotedName, start, text[(start + 1)..end]);
    }

    private Token Wrong(int position, string message, string mend)
    {
        at = text.Length;
        return new Token(TokenKind.Wrong, position, message, 0, mend);
    }
}
