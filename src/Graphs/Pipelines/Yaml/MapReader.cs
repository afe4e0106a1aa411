using System.Globalization;
using Millrace.Graphs.Pipelines.Drafts;
using Millrace.Graphs.Pipelines.Expressions;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines.Yaml;

/// <summary>Reads the keys of one mapping as what they must be; what they are not is reported with its place, and the reading goes on.</summary>
internal sealed class MapReader
{
    private readonly YamlMap map;
    private readonly ErrorList errors;
    private readonly ScalarPlaces places;

    /// <summary>Reports every key that is none of <paramref name="keys"/>.</summary>
    public MapReader(YamlMap map, string what, string[] keys, ErrorList errors, ScalarPlaces places)
    {
        (this.map, this.errors, this.places) = (map, errors, places);
        foreach (var (key, _) in map.Entries)
        {
            if (!keys.Contains(key.Text))
                errors.Add(key.At, $"{what} has no key '{key.Text}'", Suggestion.Mend(key.Text, keys));
        }
    }

    public SourcePosition At => map.At;

    public YamlMap Map => map;

    public bool Has(string key) => map.Find(key) is not null;

    public SourcePosition KeyAt(string key) => map.Find(key)?.Key.At ?? map.At;

    /// <summary>Where the value stands; the mapping itself when there is none.</summary>
    public SourcePosition ValueAt(string key) => map.Find(key)?.Value.At ?? map.At;

    public void Report(string key, string message, string mend = "") => errors.Add(ValueAt(key), message, mend);

    public void Report(YamlValue value, string message, string mend = "") => errors.Add(value.At, message, mend);

    public YamlValue? Value(string key) => map.Find(key)?.Value;

    public MapReader Inner(YamlMap inner, string what, string[] keys) => new(inner, what, keys, errors, places);

    public MapReader? Mapping(string key, string what, string[] keys, string example)
    {
        if (Value(key) is null or YamlText { IsNothing: true })
            return null;
        if (Value(key) is YamlMap inner)
            return Inner(inner, what, keys);
        Wrong(key, "a mapping", example);
        return null;
    }

    public IEnumerable<YamlMap> Mappings(string key, string example)
    {
        if (Value(key) is not (YamlList or YamlText { IsNothing: true } or null))
            Wrong(key, "a list", example);
        foreach (var item in Value(key) is YamlList list ? list.Items : [])
        {
            if (item is YamlMap inner)
                yield return inner;
            else
                errors.Add(item.At, $"an item of '{key}' is a mapping, not {item.Kind}", example);
        }
    }

    public Placed<string>? Text(string key)
    {
        if (Value(key) is null)
            return null;
        if (Value(key) is YamlText { IsNothing: false, Text.Length: > 0 } text)
            return new Placed<string>(text.Text, text.At);
        Wrong(key, "a text", "");
        return null;
    }

    /// <summary>A name of an operator or step: required.</summary>
    public Placed<string> Name(string what)
    {
        const int longest = 200;
        if (!Has("name"))
            errors.Add(map.At, $"{what} has no name", "add name:");
        if (Text("name") is not { } name)
            return new Placed<string>("", map.At);
        if (name.Value.Length > longest || name.Value.Any(char.IsControl))
            errors.Add(name.At, $"a name has at most {longest} characters, all on one line");
        return name;
    }

    public Placed<string>? Output(string key)
    {
        var name = Text(key);
        if (name is { } given && !OutputName.IsGood(given.Value))
            errors.Add(given.At, $"'{given.Value}' cannot be the name of an output", OutputName.Mend);
        return name;
    }

    public ExpressionSource? Expression(string key) => Value(key) is YamlText { IsNothing: false } text ? places.SourceOf(text) : Nothing(key);

    public ExpressionSource SourceOf(YamlText text) => places.SourceOf(text);

    public bool? Flag(string key)
    {
        if (Value(key) is null)
            return null;
        if (Value(key) is YamlText { Text: "true" or "false" } text)
            return text.Text == "true";
        Wrong(key, "true or false", "");
        return null;
    }

    public bool Flag(string key, bool otherwise) => Flag(key) ?? otherwise;

    public int? Count(string key, int least, int most)
    {
        if (Value(key) is null)
            return null;
        if (Value(key) is YamlText text && long.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            if (number >= least && number <= most)
                return (int)number;
            errors.Add(text.At, $"'{key}' is {number}", $"a whole number from {least} to {most}");
            return null;
        }

        Wrong(key, $"a whole number from {least} to {most}", "");
        return null;
    }

    /// <summary>A duration of at least <paramref name="least"/>; only an offset may have a minus.</summary>
    public TimeSpan? Duration(string key, TimeSpan? least)
    {
        if (Value(key) is null)
            return null;
        if (Value(key) is not YamlText { IsNothing: false } text)
        {
            Wrong(key, "a duration", "such as 250ms, 10s, 5m, 8h, 1d");
            return null;
        }

        return Duration(key, text, least);
    }

    public TimeSpan? Duration(string key, YamlText text, TimeSpan? least)
    {
        var negative = text.Text.StartsWith('-');
        if (!DurationText.TryParse(negative ? text.Text[1..] : text.Text, out var duration, out _))
        {
            errors.Add(text.At, $"'{key}' is a duration, not {text.Kind}", "a number and a unit, up to 10,000 years: 250ms, 10s, 5m, 8h, 1d");
            return null;
        }

        duration = negative ? -duration : duration;
        if (least is not { } bound || duration >= bound)
            return duration;
        errors.Add(text.At, negative ? $"'{key}' cannot be negative" : $"'{key}' cannot be {text.Text}", $"at least {DurationText.Format(bound)}");
        return null;
    }

    /// <summary>One of some words.</summary>
    public T? Choice<T>(string key, params (string Word, T Value)[] choices)
        where T : struct
    {
        if (Value(key) is null)
            return null;
        foreach (var (word, value) in choices)
        {
            if (Value(key) is YamlText text && text.Text == word)
                return value;
        }

        var words = choices.Select(c => c.Word).ToArray();
        var near = Value(key) is YamlText wrong ? Suggestion.For(wrong.Text, words) : null;
        Wrong(key, string.Join(" or ", words), near is null ? "" : $"did you mean '{near}'?");
        return null;
    }

    public void Wrong(string key, string expected, string mend) =>
        errors.Add(ValueAt(key), $"'{key}' is {expected}, not {Value(key)?.Kind ?? "nothing"}", mend);

    private ExpressionSource? Nothing(string key)
    {
        if (Has(key))
            Wrong(key, "an expression", "write it in one line, in quotes when it has ': ' or ' #' or begins with a quote, '!' or '`'");
        return null;
    }
}
