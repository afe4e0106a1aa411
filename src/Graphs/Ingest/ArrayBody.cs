using System.Buffers;

namespace Millrace.Graphs.Ingest;

/// <summary>
/// A JSON array as lines, in place: brackets and commas at its top level become blanks and line ends, line ends inside an element blanks. No byte moves, so that places in
/// the lines are places in the body. Only the brackets' depth is looked at; whether an element is JSON is for the decoder to find.
/// </summary>
internal static class ArrayBody
{
    // Inside a string a line end stays an error: a blank there would make it right.
    private const byte NoStringByte = 0x0B;
    private static readonly SearchValues<byte> InString = SearchValues.Create("\"\\\n\r"u8);

    /// <summary>Turns the array into lines.</summary>
    /// <param name="body">Starts with the opening bracket.</param>
    /// <param name="problem">What is wrong with the array as a whole, or null.</param>
    /// <returns>The bytes in use; with a problem, where it is.</returns>
    public static int ToLines(Span<byte> body, out string? problem)
    {
        problem = null;
        body[0] = (byte)' ';
        var depth = 0;
        var element = 1;
        var elementStart = -1; // the first byte of the element that is no blank
        for (var at = 1; at < body.Length; at++)
        {
            var c = body[at];
            if (c is (byte)' ' or (byte)'\t')
                continue;
            if (c is (byte)'\n' or (byte)'\r')
            {
                body[at] = (byte)' ';
                continue;
            }

            if (depth == 0 && c is (byte)',' or (byte)']')
            {
                var empty = elementStart < 0;
                if (empty && (c == ',' || element > 1))
                {
                    problem = $"expected an object as element {element} of the array, found '{(char)c}'";
                    return at;
                }

                body[at] = (byte)'\n';
                if (c == ']')
                    return End(body, at + 1, ref problem);
                element++;
                elementStart = -1;
                continue;
            }

            if (elementStart < 0)
                elementStart = at;
            if (c == '"')
                at = SkipString(body, at + 1);
            else if (c is (byte)'{' or (byte)'[')
                depth++;
            else if (depth > 0 && c is (byte)'}' or (byte)']')
                depth--;
        }

        problem = elementStart < 0
            ? "the array is not closed: expected ']' or another object"
            : $"the array is not closed; a quote or bracket of element {element}, which begins here, may be missing";
        return elementStart < 0 ? body.Length - 1 : elementStart;
    }

    /// <summary>The index of the closing quote, or the end of the body.</summary>
    private static int SkipString(Span<byte> body, int at)
    {
        while (true)
        {
            var next = body[at..].IndexOfAny(InString);
            if (next < 0)
                return body.Length;
            at += next;
            if (body[at] == '"')
                return at;
            if (body[at] == '\\')
                at++;
            else
                body[at] = NoStringByte;
            if (++at >= body.Length)
                return body.Length;
        }
    }

    private static int End(Span<byte> body, int at, ref string? problem)
    {
        var more = body[at..].IndexOfAnyExcept(" \t\r\n"u8);
        if (more < 0)
            return at;
        problem = "expected nothing more behind the array";
        return at + more;
    }
}
