namespace Millrace.Graphs.Files;

/// <summary>An input file cannot be read at all: missing, a directory, no permission, UTF-16, a header without a needed column, damaged. Nothing to retry; the message names the file and says what is wrong.</summary>
public sealed class InputFileException : IOException
{
    /// <summary>An exception for a file.</summary>
    /// <param name="path">The file as it was given.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="inner">What brought it up, if anything did.</param>
    public InputFileException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner) => FilePath = path;

    /// <summary>The file as it was given.</summary>
    public string FilePath { get; }
}
