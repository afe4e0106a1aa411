using System.Text;
using Millrace.Actors.Checkpoints;

namespace Millrace.Tests.Persistence;

/// <summary>A row in a form that can be compared and printed.</summary>
internal sealed record StoredRow(string Field, string Key, uint Route, long Due, long Wake, string State);

/// <summary>Short ways to write rows and to read them back. Bytes are shown as Latin-1 text, one character a byte.</summary>
internal static class StoreRows
{
    public const string Partition = "p/readings/0";

    public static StoredRow Row(string key, string state, long due = long.MaxValue, long wake = long.MaxValue, uint route = 0, string field = "sensor") =>
        new(field, key, route, due, wake, state);

    public static ActorRows Of(params IEnumerable<StoredRow> rows)
    {
        var all = new ActorRows();
        foreach (var row in rows)
        {
            all.Add(new ActorRow
            {
                KeyField = row.Field, Key = Encoding.Latin1.GetBytes(row.Key), Route = row.Route, Due = row.Due, Wake = row.Wake, State = Encoding.Latin1.GetBytes(row.State),
            });
        }

        return all;
    }

    public static void Commit(this ICheckpointStore store, OpenedPartition opened, long number, params IEnumerable<StoredRow> rows) =>
        store.Commit(new Checkpoint(Partition, opened.Epoch, number, Head(number), [Of(rows)]));

    public static byte[] Head(long number) => Encoding.Latin1.GetBytes($"head {number}");

    public static List<StoredRow> Read(ActorRows rows)
    {
        var all = new List<StoredRow>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            all.Add(new StoredRow(row.KeyField, Encoding.Latin1.GetString(row.Key), row.Route, row.Due, row.Wake, Encoding.Latin1.GetString(row.State)));
        }

        return [.. all.OrderBy(row => row.Field, StringComparer.Ordinal).ThenBy(row => row.Key, StringComparer.Ordinal)];
    }

    public static List<StoredRow> All(this IActorSource source)
    {
        var all = new List<StoredRow>();
        source.LoadAll(rows => all.AddRange(Read(rows)));
        return [.. all.OrderBy(row => row.Field, StringComparer.Ordinal).ThenBy(row => row.Key, StringComparer.Ordinal)];
    }

    public static StoredRow? Load(this IActorSource source, string key, string field = "sensor")
    {
        var rows = new ActorRows();
        return source.TryLoad(field, Encoding.Latin1.GetBytes(key), rows) ? Read(rows).Single() : null;
    }

    public static List<StoredRow> Due(this IActorSource source, long after, long upTo)
    {
        var rows = new ActorRows();
        source.LoadDue(after, upTo, rows);
        return Read(rows);
    }

    public static List<StoredRow> Wake(this IActorSource source, long after, long upTo)
    {
        var rows = new ActorRows();
        source.LoadWake(after, upTo, rows);
        return Read(rows);
    }
}
