using Millrace.Graphs.Pipelines.Drafts;
using Millrace.Graphs.Pipelines.Expressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Millrace.Graphs.Pipelines.Yaml;

/// <summary>
/// Makes a tree of a YAML text: one document; anchors, aliases and merge keys; keys are scalars and stand once. Bounded in depth and, with
/// what aliases repeat, in values, so that a small file cannot become a large one.
/// </summary>
internal sealed class YamlComposer(string text, ErrorList errors)
{
    private const string Mend = "look at indentation, quotes and colons here and before; an expression with ': ' or ' #', and within { } one with , [ ] { }, stands in quotes";
    private const int MaxDepth = 64;
    private const int MaxValues = 100_000;

    private readonly Dictionary<AnchorName, (YamlValue Value, int Size)> anchors = [];
    private readonly Parser parser = new(new StringReader(text));
    private int values;

    /// <summary>The root, or null when there is none or the text is no YAML, which is reported then.</summary>
    public YamlValue? Compose()
    {
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                errors.Add(new SourcePosition(1, 1), "the file is empty", "begin with pipeline: NAME");
                return null;
            }

            var root = Value(0);
            parser.Consume<DocumentEnd>();
            if (parser.Current is DocumentStart second)
                errors.Add(Position(second.Start), "there is a second document in this file", "one pipeline a file");
            return root;
        }
        catch (YamlException wrong)
        {
            var message = wrong.InnerException?.Message ?? wrong.Message;
            errors.Add(Position(wrong.Start), $"this is no YAML: {message.TrimEnd('.')}", Mend);
            return null;
        }
        catch (InvalidOperationException)
        {
            // The scanner's own way of giving up on some texts, without a place; what it read last is nearest.
            errors.Add(parser.Current is { } last ? Position(last.End) : new SourcePosition(1, 1), "this is no YAML: what follows here cannot be read", Mend);
            return null;
        }
        catch (TooLarge limit)
        {
            errors.Add(limit.At, limit.Message, "write the pipeline plainly");
            return null;
        }
    }

    private static SourcePosition Position(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private YamlValue Value(int depth)
    {
        var next = parser.Current!;
        var at = Position(next.Start);
        var before = values;
        Count(1, at);
        if (depth > MaxDepth)
            throw new TooLarge(at, $"this is nested more than {MaxDepth} deep");
        YamlValue value;
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!anchors.TryGetValue(alias.Value, out var anchor))
                throw new YamlException(alias.Start, alias.End, $"there is no anchor &{alias.Value}");
            Count(anchor.Size, at);
            return anchor.Value;
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            value = new YamlText(at, scalar.Value, scalar.Style, (int)scalar.Start.Index);
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            var list = new YamlList(at);
            while (!parser.TryConsume<SequenceEnd>(out _))
                list.Items.Add(Value(depth + 1));
            value = list;
        }
        else
        {
            value = Map(at, depth, parser.Consume<MappingStart>().Style == MappingStyle.Flow);
        }

        if (next is NodeEvent { Anchor.IsEmpty: false } anchored)
            anchors[anchored.Anchor] = (value, values - before);
        return value;
    }

    private YamlMap Map(SourcePosition at, int depth, bool isFlow)
    {
        var map = new YamlMap(at);
        var merged = new List<YamlValue>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Value(depth + 1);
            var value = Value(depth + 1);
            while (isFlow && Continued(value) is { } whole)
                value = whole;
            if (key is not YamlText name)
                errors.Add(key.At, $"a key cannot be {key.Kind}", "keys are plain words");
            else if (name is { Text: "<<", Style: ScalarStyle.Plain })
                merged.Add(value);
            else if (!map.TryAdd(name, value))
                errors.Add(name.At, $"the key '{name.Text}' stands here twice; first at {map.Find(name.Text)!.Value.Key.At}", "leave one of them out");
        }

        foreach (var source in merged.SelectMany(m => m is YamlList list ? list.Items : [m]))
        {
            if (source is not YamlMap other)
            {
                errors.Add(source.At, "'<<' merges mappings only", "write <<: *anchor");
                continue;
            }

            Count(other.Entries.Count, at);
            foreach (var (key, value) in other.Entries)
                map.TryAdd(key, value); // what stands in the mapping itself wins
        }

        return map;
    }

    /// <summary>
    /// Within braces YAML ends a plain text at a comma, also at that of <c>{ p99: percentile(value, 99) }</c>: what follows looks like a key without
    /// a value. While a parenthesis is open it is taken for the rest of the text.
    /// </summary>
    private YamlText? Continued(YamlValue value)
    {
        if (value is not YamlText { Style: ScalarStyle.Plain } begun || begun.Text.Count(c => c == '(') <= begun.Text.Count(c => c == ')'))
            return null;
        if (parser.Current is not Scalar { Style: ScalarStyle.Plain } || !parser.TryConsume<Scalar>(out var rest))
            return null;
        if (parser.Current is Scalar { Value: "", Style: ScalarStyle.Plain })
            parser.MoveNext();
        Count(1, begun.At);
        var end = Math.Min((int)rest.End.Index, text.Length);
        return new YamlText(begun.At, text[begun.Start..end].Replace('\n', ' ').TrimEnd(), ScalarStyle.Plain, begun.Start);
    }

    private void Count(int more, SourcePosition at)
    {
        values += more;
        if (values > MaxValues)
            throw new TooLarge(at, $"this file holds more than {MaxValues} values, those that aliases repeat included");
    }

    private sealed class TooLarge(SourcePosition at, string message) : Exception(message)
    {
        public SourcePosition At { get; } = at;
    }
}
