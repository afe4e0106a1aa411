using System.Text;
using Millrace.Actors.Checkpoints;

namespace Millrace.TestKit;

/// <summary>A partition in a <see cref="MemoryCheckpointStore"/>.</summary>
internal sealed class StoredPartition
{
    internal sealed record Row(string KeyField, byte[] Key, uint Route, long Due, long Wake, byte[] State)
    {
        public ActorRow ToActorRow() => new() { KeyField = KeyField, Key = Key, Route = Route, Due = Due, Wake = Wake, State = State };
    }

    private readonly Dictionary<(string KeyField, string Key), int> placeOf = [];
    private readonly SortedDictionary<int, Row> rows = [];
    private int nextPlace;

    public long Epoch { get; set; }

    public long Number { get; set; }

    public byte[] Head { get; set; } = [];

    public int Count => rows.Count;

    public IEnumerable<Row> Rows => rows.Values;

    public Row? Find(string keyField, ReadOnlySpan<byte> key) =>
        placeOf.TryGetValue((keyField, Encoding.Latin1.GetString(key)), out var place) ? rows[place] : null;

    public void Put(in ActorRow row)
    {
        var key = (row.KeyField, Encoding.Latin1.GetString(row.Key));
        if (row.State.IsEmpty)
        {
            if (placeOf.Remove(key, out var old))
                rows.Remove(old);
            return;
        }

        if (!placeOf.TryGetValue(key, out var place))
            placeOf.Add(key, place = nextPlace++);
        rows[place] = new Row(row.KeyField, row.Key.ToArray(), row.Route, row.Due, row.Wake, row.State.ToArray());
    }
}
