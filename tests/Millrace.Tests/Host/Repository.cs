namespace Millrace.Tests.Host;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Actors.sln")) ? folder
            : Path.GetDirectoryName(folder) is { } parent ? Find(parent)
            : throw new InvalidOperationException("These tests run inside a checkout.");
}
