using System.Xml.Linq;

namespace Millrace.Tests.Layout;

/// <summary>The layout is the architecture: what may depend on what, and that the built-in actors use no private door.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Messages"] = [],
        ["Actors"] = ["Messages"],
        ["Graphs"] = ["Actors"],
        ["Persistence"] = ["Actors"],
        ["TestKit"] = ["Graphs", "Actors", "Messages"],
        ["Host"] = ["Graphs", "Persistence", "Actors", "Messages"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(folder => Path.GetFileName(folder)!)];

    private static string Root
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Actors.sln")))
                folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_PointOneWay(string project)
    {
        var file = Directory.GetFiles(Path.Combine(Root, "src", project), "*.csproj").Single();
        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(reference => Path.GetFileName(Path.GetDirectoryName(reference.Attribute("Include")!.Value.Replace('\\', '/')))!);
        Assert.Subset(Allowed[project].ToHashSet(), references.ToHashSet());
    }

    [Fact]
    public void BuiltInActors_UseOnlyThePublicKernel()
    {
        var kernel = Path.Combine(Root, "src", "Actors", "Kernel");
        var privateTypes = Directory.GetFiles(kernel, "*.cs")
            .Where(file => File.ReadLines(file).Any(line => line.StartsWith("internal ", StringComparison.Ordinal)))
            .Select(file => Path.GetFileNameWithoutExtension(file)!).ToList();
        Assert.NotEmpty(privateTypes);
        var internalMembers = Directory.GetFiles(kernel, "*.cs").SelectMany(File.ReadLines)
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("internal ", StringComparison.Ordinal) && line.Contains('(', StringComparison.Ordinal) && !line.Contains(" class ", StringComparison.Ordinal))
            .Select(line => line[..line.IndexOf('(', StringComparison.Ordinal)].Split(' ')[^1]).ToHashSet();
        foreach (var file in Builtin().SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)))
        {
            var text = File.ReadAllText(file);
            Assert.All(privateTypes, type => Assert.DoesNotMatch($@"\b{type}\b", text));
            Assert.All(internalMembers.Except(["ReadingRun", "Reading", "ActorContext", "TableContext"]), member => Assert.DoesNotMatch($@"context\.{member}\(", text));
        }
    }

    [Fact]
    public void Folders_AreNamedForConcepts()
    {
        string[] saysNothing = ["Helpers", "Common", "Utils", "Utilities", "Interfaces", "Internals", "Misc", "Shared"];
        var folders = Directory.GetDirectories(Path.Combine(Root, "src"), "*", SearchOption.AllDirectories).Select(Path.GetFileName);
        Assert.DoesNotContain(folders, folder => saysNothing.Contains(folder, StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Builtin() =>
        new[] { "Windows", "Patterns", "Aggregates" }.Select(folder => Path.Combine(Root, "src", "Actors", folder));
}
