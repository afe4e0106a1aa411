using System.Collections.Immutable;
using System.Text.Json;

namespace Millrace.Host.Configuration;

/// <summary>
/// Puts the options together: the defaults, over them the file, over that the environment, over that the command line. Whatever is wrong is reported at once.
/// </summary>
/// <param name="Options">The options; where something is wrong, without it.</param>
/// <param name="Errors">What is wrong, a line each: where, what, and how it should look. Empty when all is well.</param>
/// <param name="File">The file that was read; null when there was none.</param>
public sealed record ServiceConfiguration(ServiceOptions Options, ImmutableArray<string> Errors, string? File)
{
    /// <summary>What the names of environment variables begin with; those with two underscores behind it must name an option.</summary>
    public const string Prefix = "MILLRACE_";

    /// <summary>The file that is read when none is named, if it is there.</summary>
    public static readonly string DefaultFile = Path.Combine("config", "millrace.json");

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Loads the options.</summary>
    /// <param name="file">The file; null for <see cref="DefaultFile"/>, if that is there.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <param name="commandLine">Options of the command line: the option's path, the value, and what the user wrote.</param>
    public static ServiceConfiguration Load(string? file, IEnumerable<KeyValuePair<string, string>> environment, IEnumerable<(string Path, string Value, string Written)> commandLine)
    {
        var options = new ServiceOptions();
        var errors = new List<string>();
        var path = file ?? (System.IO.File.Exists(DefaultFile) ? DefaultFile : null);
        if (path is not null)
            ReadFile(path, ref options, errors);
        foreach (var (name, value) in environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || !name.Contains("__", StringComparison.Ordinal))
                continue;
            var option = ServiceOption.All.FirstOrDefault(known => known.Variable.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (option is null)
                errors.Add($"environment: {name} names no option; the names are in docs/configuration.md");
            else
                Apply(option, value, $"environment: {name}", ref options, errors);
        }

        foreach (var (name, value, written) in commandLine)
            Apply(ServiceOption.All.First(known => known.Path == name), value, written, ref options, errors);
        if (options.LogRetentionBytes < options.LogSegmentBytes)
            errors.Add($"log.retentionBytes: {SizeText.Format(options.LogRetentionBytes.Value)} is less than a segment (log.segmentBytes, {SizeText.Format(options.LogSegmentBytes)}), and whole segments are deleted; raise the one or lower the other");
        return new ServiceConfiguration(options, [.. errors], path);
    }

    private static void ReadFile(string path, ref ServiceOptions options, List<string> errors)
    {
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path), Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                errors.Add($"{path}: expected an object of groups, such as {{ \"log\": {{ … }} }}");
            else
                ReadGroups(path, document.RootElement, ref options, errors);
        }
        catch (JsonException broken)
        {
            errors.Add($"{path}:{broken.LineNumber + 1}:{broken.BytePositionInLine + 1}: not valid JSON (comments are allowed): {broken.Message.Split(" LineNumber")[0]}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path}: cannot be read: {unreadable.Message}");
        }
    }

    private static void ReadGroups(string path, JsonElement root, ref ServiceOptions options, List<string> errors)
    {
        var groups = ServiceOption.All.Select(option => option.Group).Distinct().ToList();
        foreach (var group in root.EnumerateObject())
        {
            if (!groups.Contains(group.Name))
                errors.Add($"{path}: {group.Name}: there is no such group; the groups are {string.Join(", ", groups)}");
            else if (group.Value.ValueKind != JsonValueKind.Object)
                errors.Add($"{path}: {group.Name}: expected an object of options");
            else
                ReadGroup(path, group, ref options, errors);
        }
    }

    private static void ReadGroup(string path, JsonProperty group, ref ServiceOptions options, List<string> errors)
    {
        foreach (var entry in group.Value.EnumerateObject())
        {
            var name = $"{group.Name}.{entry.Name}";
            var option = ServiceOption.All.FirstOrDefault(known => known.Path == name);
            if (option is null)
            {
                var keys = ServiceOption.All.Where(known => known.Group == group.Name).Select(known => known.Key);
                errors.Add($"{path}: {name}: there is no such option; '{group.Name}' has {string.Join(", ", keys)}");
                continue;
            }

            var text = entry.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => entry.Value.GetString(),
                _ => entry.Value.GetRawText(),
            };
            Apply(option, text, $"{path}: {name}", ref options, errors);
        }
    }

    private static void Apply(ServiceOption option, string? text, string place, ref ServiceOptions options, List<string> errors)
    {
        // An empty variable is how shells and container files say none.
        if (text == "" && option.Set(options, null) is { } cleared)
            options = cleared;
        else if (option.Set(options, text) is { } changed)
            options = changed;
        else
            errors.Add($"{place}: {(text is null ? "null" : $"'{text}'")} is not possible for {option.Path}: {option.Form.Mend}; {option.Bound}");
    }
}
