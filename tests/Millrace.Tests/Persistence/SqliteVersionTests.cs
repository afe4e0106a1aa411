using System.Text;
using Millrace.Actors.Checkpoints;
using Millrace.Persistence.Sqlite;
using Millrace.Tests.Host;
using static Millrace.Tests.Persistence.StoreRows;

namespace Millrace.Tests.Persistence;

/// <summary>Databases of every version that was ever released open for ever: <c>Fixtures/store-v*.sql</c> is what that version wrote.</summary>
public sealed class SqliteVersionTests
{
    private static readonly StoredRow[] Rows = [Row("s-1", "state of s-1", 1_763_719_200_000, 1_763_719_260_000, 4_000_000_000), Row("s-2", "state\0of s-2"), Row("m-1", "m", -1, route: 7, field: "machine")];

    [Theory]
    [InlineData(1)]
    public void Open_DatabaseOfVersion_HasWhatWasWritten(int version)
    {
        using var folder = new ScratchFolder();
        var path = folder.Path("store.db");
        using (var connection = SqliteConnections.Open(path))
        using (var command = connection.CreateCommand())
        {
            command.CommandText = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Persistence", "Fixtures", $"store-v{version}.sql"));
            command.ExecuteNonQuery();
        }

        using var store = SqliteCheckpointStore.Open(path);
        var opened = store.Open(Partition);
        Assert.Equal((2, 3, "head 3"), (opened.Epoch, opened.Number, Encoding.Latin1.GetString(opened.Head.Span)));
        var source = store.Actors(Partition, RouteShare.All);
        Assert.Equal(Read(Of(Rows)), source.All());
        Assert.Equal((3, -1, 1_763_719_260_000), (source.Count, source.NextDue(long.MinValue), source.NextWake(0)));
        Assert.Equal("position 12"u8, store.GetValue("sink").Span);
        store.Commit(opened, 4, Row("s-2", ""));
        Assert.Equal(2, source.Count);
    }
}
