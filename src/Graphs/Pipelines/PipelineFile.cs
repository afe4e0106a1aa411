using System.Text;
using Millrace.Graphs.Pipelines.Drafts;
using Millrace.Graphs.Pipelines.Expressions;
using Millrace.Graphs.Pipelines.Yaml;

namespace Millrace.Graphs.Pipelines;

/// <summary>Reads pipelines from YAML. A wrong file is an expected input: every error in it comes back as a value, with line, column and mend; nothing is thrown.</summary>
public static class PipelineFile
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Loads a file. A file that is missing or cannot be read is an error like any other, at line 1.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <param name="options">What it is loaded into; null for the defaults.</param>
    public static PipelineLoad Load(string path, PipelineOptions? options = null)
    {
        byte[] bytes;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
            if (stream.Length > MaxBytes)
                return Failed(path, $"the file has {stream.Length} bytes", $"at most {MaxBytes}");
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Failed(path, $"the file cannot be read: {unreadable.Message}", "check the path and its permissions");
        }

        try
        {
            return Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), path, options);
        }
        catch (DecoderFallbackException invalid)
        {
            return Failed(path, $"the file is not UTF-8: byte {invalid.Index + 1} cannot be read", "save it as UTF-8");
        }
    }

    /// <summary>Loads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="name">What errors call the file.</param>
    /// <param name="options">What it is loaded into; null for the defaults.</param>
    public static PipelineLoad Parse(string text, string name, PipelineOptions? options = null)
    {
        if (text.Length > MaxBytes)
            return Failed(name, $"the file has {text.Length} characters", $"at most {MaxBytes}");
        text = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var errors = new ErrorList(name);
        var draft = new YamlComposer(text, errors).Compose() is { } root
            ? new PipelineReader(errors, new ScalarPlaces(text)).Read(root)
            : null;
        var definition = draft is null ? null : new PipelineCompiler(draft, options ?? new PipelineOptions(), errors).Compile();
        return new PipelineLoad(definition, errors.Sorted, text);
    }

    private static PipelineLoad Failed(string name, string message, string mend) =>
        new(null, [new PipelineError(name, new SourcePosition(1, 1), message, mend)], "");
}
