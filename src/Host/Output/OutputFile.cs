using Millrace.Host.Commands;

namespace Millrace.Host.Output;

/// <summary>
/// A file that comes into being complete or not at all: written beside its place under another name, moved there by <see cref="Complete"/>.
/// Without a path (<c>-</c>) it is standard output, and complete as it goes.
/// </summary>
public sealed class OutputFile : IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly string? path;
    private readonly string? partial;

    private OutputFile(string? path, Stream stream)
    {
        this.path = path;
        partial = path is null ? null : PartialOf(path);
        Stream = stream;
    }

    /// <summary>What to write to.</summary>
    public Stream Stream { get; }

    /// <summary>Opens it.</summary>
    /// <param name="path">The file; null or <c>-</c> for standard output.</param>
    /// <param name="terminal">Whose standard output.</param>
    /// <exception cref="BadInputException">The folder is missing, or the file may not be written there.</exception>
    public static OutputFile Open(string? path, Terminal terminal)
    {
        if (path is null or "-")
            return new OutputFile(null, new BufferedStream(terminal.Output, BufferSize));
        if (Directory.Exists(path))
            throw new BadInputException($"millrace: {path}: is a folder; name a file in it");
        try
        {
            return new OutputFile(path, new FileStream(PartialOf(path), FileMode.Create, FileAccess.Write, FileShare.None, BufferSize));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"millrace: {path}: {exception.Message}");
        }
    }

    /// <summary>Everything is written: the file takes its place, an older one of that name gives way.</summary>
    public void Complete()
    {
        Stream.Flush();
        if (partial is null)
            return;
        Stream.Dispose();
        File.Move(partial, path!, overwrite: true);
    }

    /// <summary>Removes what was not completed.</summary>
    public void Dispose()
    {
        if (partial is null)
            return;
        Stream.Dispose();
        File.Delete(partial);
    }

    private static string PartialOf(string path) => path + ".partial";
}
