using System.Collections.Immutable;
using System.Globalization;
using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Messages;

namespace Millrace.Tests.Patterns;

/// <summary>
/// Patterns in one line. Elements are separated by blanks; a letter is a step of events that have that letter, named for it (a second one <c>a2</c>).
/// Before it: <c>.</c> next, <c>~</c> followedByAny, <c>!</c> not. After it: <c>+ * ? {2} {2,4} {2,}</c>, then <c>g</c> greedy, <c>s</c> consecutive,
/// <c>c</c> combinations, <c>u:x</c> until letter x, <c>w:5</c> within, <c>l:5</c> loopWithin (milliseconds). <c>( … )</c> is a group, <c>[ … | … ]</c> a choice.
/// </summary>
internal sealed class Notation(string text)
{
    private readonly Dictionary<char, int> used = [];
    private int at;

    public static PatternDefinition Parse(string text, int? within = null, SkipStrategy? skip = null) =>
        new("p", new Notation(text).Sequence('\0'))
        {
            Within = within is null ? null : TimeSpan.FromMilliseconds(within.Value),
            Skip = skip ?? SkipStrategy.NoSkip,
        };

    private char Peek => at < text.Length ? text[at] : '\0';

    private ImmutableArray<PatternElement> Sequence(char end)
    {
        var elements = ImmutableArray.CreateBuilder<PatternElement>();
        for (Blank(); Peek != end; Blank())
            elements.Add(Element());
        at++;
        return elements.ToImmutable();
    }

    private PatternElement Element()
    {
        var contiguity = Accept('.') ? Contiguity.Next : Accept('~') ? Contiguity.FollowedByAny : Contiguity.FollowedBy;
        var not = Accept('!');
        PatternElement element;
        if (Accept('('))
        {
            element = new Group(Sequence(')'));
        }
        else if (Accept('['))
        {
            var alternatives = ImmutableArray.CreateBuilder<PatternElement>();
            for (Blank(); !Accept(']'); Blank())
            {
                if (!Accept('|'))
                    alternatives.Add(Element());
            }

            element = new Choice(alternatives.ToImmutable());
        }
        else
        {
            var letter = text[at++];
            var count = used[letter] = used.GetValueOrDefault(letter) + 1;
            var name = count == 1 ? letter.ToString() : letter + count.ToString(CultureInfo.InvariantCulture);
            element = new Step(name, new StepCondition(new HasLetter(letter))) { Not = not };
        }

        return Suffixes(element with { Contiguity = contiguity });
    }

    private PatternElement Suffixes(PatternElement element)
    {
        var quantifier = Quantifier.Once;
        while (Peek is not (' ' or '\0' or ')' or ']' or '|'))
        {
            switch (text[at++])
            {
                case '+': quantifier = quantifier with { Max = null }; break;
                case '*': quantifier = quantifier with { Max = null, Optional = true }; break;
                case '?': quantifier = quantifier with { Optional = true }; break;
                case '{': quantifier = Times(quantifier); break;
                case 'g': quantifier = quantifier with { Greedy = true }; break;
                case 's': quantifier = quantifier with { Inner = Contiguity.Next }; break;
                case 'c': quantifier = quantifier with { Inner = Contiguity.FollowedByAny }; break;
                case 'u':
                    element = element with { Until = new StepCondition(new HasLetter(text[at + 1])) };
                    at += 2;
                    break;
                case 'w': element = element with { Within = Span() }; break;
                case 'l': element = element with { LoopWithin = Span() }; break;
                default: throw new FormatException(text[..at]);
            }
        }

        return element with { Quantifier = quantifier };
    }

    private Quantifier Times(Quantifier quantifier)
    {
        var end = text.IndexOf('}', at);
        var parts = text[at..end].Split(',');
        at = end + 1;
        var least = int.Parse(parts[0], CultureInfo.InvariantCulture);
        int? most = parts.Length == 1 ? least : parts[1].Length == 0 ? null : int.Parse(parts[1], CultureInfo.InvariantCulture);
        return quantifier with { Min = least, Max = most };
    }

    private TimeSpan Span()
    {
        var end = ++at;
        while (end < text.Length && char.IsDigit(text[end]))
            end++;
        var span = TimeSpan.FromMilliseconds(int.Parse(text.AsSpan(at, end - at), CultureInfo.InvariantCulture));
        at = end;
        return span;
    }

    private bool Accept(char expected)
    {
        if (Peek != expected)
            return false;
        at++;
        return true;
    }

    private void Blank()
    {
        while (Accept(' '))
        {
        }
    }
}

/// <summary>Events whose name has a letter. The first symbol column holds the name.</summary>
internal sealed class HasLetter(char letter) : Condition(letter.ToString())
{
    public bool Test(string name) => name.Contains(Text[0], StringComparison.Ordinal);

    public override void Evaluate(ReadingBatch batch, int from, int to, bool[] into)
    {
        for (var row = from; row < to; row++)
            into[row] = batch.SymbolTable.Text(batch.Symbols[0][row]) is { } name && Test(name);
    }
}
