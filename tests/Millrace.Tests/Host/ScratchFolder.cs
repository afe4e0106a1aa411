namespace Millrace.Tests.Host;

/// <summary>A folder of a test's own, gone when the test ends.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("millrace-test-").FullName;

    public string Path(string name) => System.IO.Path.Combine(root, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    public string[] Names() => [.. Directory.EnumerateFileSystemEntries(root).Select(path => System.IO.Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(root, recursive: true);
}
