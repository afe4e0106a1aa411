namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>What is wrong with an expression, as a value: a wrong expression is an expected input.</summary>
/// <param name="Position">The index of the character that is wrong, from 0, in the text of the expression; its length at the end.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Mend">How to put it right; empty when the message says it all.</param>
public sealed record ExpressionError(int Position, string Message, string Mend = "");
