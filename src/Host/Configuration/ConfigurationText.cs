using System.Text;
using System.Text.Json;

namespace Millrace.Host.Configuration;

/// <summary>The options written down, so that file and documentation say what the program does.</summary>
public static class ConfigurationText
{
    /// <summary>A configuration file with all options, what each means, its unit and bound in a comment.</summary>
    /// <param name="options">The values.</param>
    public static string File(ServiceOptions options)
    {
        var text = new StringBuilder("// Every option of `millrace run`, with its default. Comments are allowed; what is left out has its default. Written by `millrace config`.\n{\n");
        var groups = ServiceOption.All.GroupBy(option => option.Group).ToList();
        foreach (var group in groups)
        {
            text.Append($"  \"{group.Key}\": {{\n");
            var left = group.Count();
            foreach (var option in group)
            {
                foreach (var line in Wrap($"{option.Meaning} {Capital(option.Form.Name)}: {option.Bound}. Default {option.Default ?? "null"}. {option.Variable}", 116))
                    text.Append($"    // {line}\n");
                text.Append($"    \"{option.Key}\": {Json(option, option.Get(options))}{(--left > 0 ? "," : "")}\n");
            }

            text.Append(group == groups[^1] ? "  }\n" : "  },\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>A table of all options in Markdown.</summary>
    public static string Table()
    {
        var text = new StringBuilder("| option | default | values | meaning |\n|---|---|---|---|\n");
        foreach (var option in ServiceOption.All)
            text.Append($"| `{option.Path}` | `{option.Default ?? "null"}` | {option.Form.Name}: {option.Bound} | {option.Meaning} |\n");
        return text.ToString();
    }

    private static string Json(ServiceOption option, string? value) =>
        value is null ? "null" : option.Form.IsBare ? value : $"\"{JsonEncodedText.Encode(value)}\"";

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width)
        {
            var end = text.LastIndexOf(' ', width);
            yield return text[..end];
            text = text[(end + 1)..];
        }

        yield return text;
    }
}
