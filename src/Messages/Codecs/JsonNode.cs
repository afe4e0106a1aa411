using System.Text;

namespace Millrace.Messages.Codecs;

/// <summary>
/// A name that the pipeline uses, at its place in nested records; the root has no name. Remembers the names seen at its level, each with the name that followed
/// it last time, so that records of one shape are matched by one comparison a name instead of a search.
/// </summary>
internal sealed class JsonNode(string path, byte[] name)
{
    private const int MostKnown = 256; // names a level remembered; more are still found, but by searching

    public struct KnownName
    {
        /// <summary>The name with its quotes and the colon behind them.</summary>
        public byte[] Literal;
        public JsonNode? Target;
        public int Next;
    }

    private readonly List<JsonNode> children = [];

    /// <summary>The name with those above it, <c>a.b</c>.</summary>
    public string Path => path;

    public Field? Field { get; set; }

    public bool IsTime { get; set; }

    public bool IsWatermark { get; set; }

    public bool HasChildren => children.Count > 0;

    public IReadOnlyList<JsonNode> Children => children;

    /// <summary>The names known; the first stands for the start of the object.</summary>
    public KnownName[] Known { get; private set; } = new KnownName[8];

    private int KnownCount { get; set; } = 1;

    /// <summary>The node at a path below this one, made if need be.</summary>
    public JsonNode Descend(string below)
    {
        var node = this;
        foreach (var part in below.Split('.'))
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            var child = node.Find(bytes);
            if (child is null)
                node.children.Add(child = new JsonNode(node.Path.Length == 0 ? part : node.Path + "." + part, bytes));
            node = child;
        }

        return node;
    }

    /// <summary>The child of that name, or null.</summary>
    public JsonNode? Find(ReadOnlySpan<byte> childName)
    {
        foreach (var child in children)
        {
            if (childName.SequenceEqual(child.Name))
                return child;
        }

        return null;
    }

    /// <summary>Which known name a name without escapes is, remembered from now on if there is room; 0 when there is none.</summary>
    public int Learn(ReadOnlySpan<byte> unescaped)
    {
        for (var i = 1; i < KnownCount; i++)
        {
            if (Known[i].Literal.AsSpan(1, Known[i].Literal.Length - 3).SequenceEqual(unescaped))
                return i;
        }

        if (KnownCount == MostKnown || unescaped.Length > 1024)
            return 0;
        if (KnownCount == Known.Length)
        {
            var larger = Known;
            Array.Resize(ref larger, KnownCount * 2);
            Known = larger;
        }

        Known[KnownCount] = new KnownName { Literal = [(byte)'"', .. unescaped, (byte)'"', (byte)':'], Target = Find(unescaped) };
        return KnownCount++;
    }

    private ReadOnlySpan<byte> Name => name;
}
