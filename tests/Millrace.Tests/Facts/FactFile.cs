using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Millrace.Tests.Facts;

/// <summary>A table of cases in YAML, beside the test program: a list of mappings. Every mistake in it is an exception that names file and line.</summary>
public static class FactFile
{
    /// <summary>The cases of one file, in file order, each with the file's name.</summary>
    /// <param name="path">Relative to the test program, e.g. <c>Patterns/Facts/times.yaml</c>.</param>
    public static IEnumerable<FactCase> Read(string path)
    {
        using var text = new StreamReader(Path.Combine(AppContext.BaseDirectory, path));
        var yaml = new YamlStream();
        yaml.Load(text);
        var list = yaml.Documents.Single().RootNode as YamlSequenceNode ?? throw new InvalidDataException($"{path}: not a list of cases");
        return [.. list.Select(node => new FactCase(Path.GetFileName(path), (YamlMappingNode)node))];
    }

    /// <summary>The node as YAML text of its own, e.g. to be wrapped into a pipeline file.</summary>
    public static string Text(YamlNode node)
    {
        using var text = new StringWriter();
        new YamlStream(new YamlDocument(node)).Save(new Emitter(text, EmitterSettings.Default.WithBestWidth(int.MaxValue)), false);
        var yaml = text.ToString().ReplaceLineEndings("\n").TrimEnd();
        return yaml.EndsWith("\n...", StringComparison.Ordinal) ? yaml[..^4] : yaml;
    }
}
