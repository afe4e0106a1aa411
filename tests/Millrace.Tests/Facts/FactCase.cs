using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Millrace.Tests.Facts;

/// <summary>One case of a <see cref="FactFile"/>: named values, each of which must be asked for or be known.</summary>
/// <param name="File">The file's name without its folder.</param>
/// <param name="Node">The case.</param>
public sealed record FactCase(string File, YamlMappingNode Node)
{
    /// <summary>Throws when the case has a key that is none of these.</summary>
    public FactCase Only(params string[] keys)
    {
        foreach (var key in Node.Children.Keys.Cast<YamlScalarNode>())
            if (!keys.Contains(key.Value))
                throw new InvalidDataException($"{File}:{key.Start.Line}: unknown key '{key.Value}'");
        return this;
    }

    /// <summary>Whether the case has the key.</summary>
    public bool Has(string key) => Node.Children.ContainsKey(key);

    /// <summary>The value of a key that must be there.</summary>
    public YamlNode Value(string key) =>
        Node.Children.TryGetValue(key, out var value) ? value : throw new InvalidDataException($"{File}:{Node.Start.Line}: '{key}' is missing");

    /// <summary>A text that must be there.</summary>
    public string Text(string key) => ((YamlScalarNode)Value(key)).Value!;

    /// <summary>A list of texts that must be there; it may be empty.</summary>
    public IReadOnlyList<string> Texts(string key) => [.. ((YamlSequenceNode)Value(key)).Cast<YamlScalarNode>().Select(node => node.Value!)];

    /// <summary>A number of whole milliseconds written <c>5ms</c>; null when the key is not there.</summary>
    public long? Milliseconds(string key) => Has(key) ? Milliseconds(key, Text(key)) : null;

    private long Milliseconds(string key, string text) =>
        text.EndsWith("ms", StringComparison.Ordinal) && long.TryParse(text[..^2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException($"{File}:{Node.Start.Line}: '{key}: {text}' is no number of milliseconds");
}
