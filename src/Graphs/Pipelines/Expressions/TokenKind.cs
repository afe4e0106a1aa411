namespace Millrace.Graphs.Pipelines.Expressions;

internal enum TokenKind
{
    End,
    Number,
    Text,
    Name,
    QuotedName,
    Symbol,
    Wrong,
}
