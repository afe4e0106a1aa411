namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>A word of an expression. <c>Text</c> is the content: of a text without quotes and escapes, of a wrong token the message.</summary>
internal readonly record struct Token(TokenKind Kind, int Position, string Text, double Number = 0, string Mend = "")
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Name && Text == word;

    public string Shown => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => "a text",
        TokenKind.Number => "a number",
        _ => $"'{Text}'",
    };
}
