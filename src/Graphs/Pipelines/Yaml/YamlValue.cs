using Millrace.Graphs.Pipelines.Expressions;
using YamlDotNet.Core;

namespace Millrace.Graphs.Pipelines.Yaml;

/// <summary>A value of a YAML file with its place.</summary>
internal abstract class YamlValue(SourcePosition at)
{
    public SourcePosition At { get; } = at;

    /// <summary>What it is, for a person.</summary>
    public abstract string Kind { get; }
}

/// <summary>A scalar; <c>Start</c> is the index of its first character in the file, quotes included.</summary>
internal sealed class YamlText(SourcePosition at, string text, ScalarStyle style, int start) : YamlValue(at)
{
    public string Text { get; } = text;

    public ScalarStyle Style { get; } = style;

    public int Start { get; } = start;

    /// <summary>Nothing after the colon, or ~ or null.</summary>
    public bool IsNothing => Style == ScalarStyle.Plain && Text is "" or "~" or "null";

    public override string Kind => IsNothing ? "nothing" : Text.Length <= 40 ? $"'{Text}'" : "a text";
}

/// <summary>A list.</summary>
internal sealed class YamlList(SourcePosition at) : YamlValue(at)
{
    public List<YamlValue> Items { get; } = [];

    public override string Kind => "a list";
}

/// <summary>Keys with values, in their order, each key once.</summary>
internal sealed class YamlMap(SourcePosition at) : YamlValue(at)
{
    private readonly List<(YamlText Key, YamlValue Value)> entries = [];
    private readonly Dictionary<string, int> byKey = new(StringComparer.Ordinal);

    public IReadOnlyList<(YamlText Key, YamlValue Value)> Entries => entries;

    public override string Kind => "a mapping";

    public (YamlText Key, YamlValue Value)? Find(string key) => byKey.TryGetValue(key, out var index) ? entries[index] : null;

    public bool TryAdd(YamlText key, YamlValue value)
    {
        if (!byKey.TryAdd(key.Text, entries.Count))
            return false;
        entries.Add((key, value));
        return true;
    }
}
