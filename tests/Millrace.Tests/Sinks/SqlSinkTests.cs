using System.Globalization;
using Microsoft.Data.Sqlite;
using Millrace.Graphs.Sinks;
using Millrace.Tests.Host;

namespace Millrace.Tests.Sinks;

public sealed class SqlSinkTests : SinkContract
{
    private readonly ScratchFolder folder = new();

    static SqlSinkTests() => SQLitePCL.Batteries_V2.Init();

    protected override bool ExactlyOnce => true;

    private string Connection => $"Data Source={folder.Path("results.db")};Pooling=False";

    protected override ISink Create() => new SqlSink("s", "p", Connect, "results");

    protected override IReadOnlyList<string> Target() => Query("SELECT json FROM results ORDER BY rowid");

    /// <summary>The position's table refuses one update: the transaction has rows by then. The sink opens its connection anew after that, and so the trigger goes.</summary>
    protected override void BreakBeforePosition() =>
        Query("CREATE TRIGGER refuse BEFORE UPDATE ON results_position BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END");

    [Fact]
    public void Rows_HaveTheColumnsOfTheirRecords()
    {
        using var sink = Create();
        sink.Deliver("alerts", 4, Lines.Chunk(10, Lines.Window(7), Lines.Late(1), Lines.DeadLetter(2)));
        Assert.Equal(
            [
                $"{7:x32}|alerts|window|w|s-1|2026-11-21T10:00:00.000Z|2026-11-21T10:00:07.000Z|0|0||{Lines.Window(7)}",
                $"p/alerts/4/11|alerts|late|w|s-1|||||2026-11-21T10:00:00.000Z|{Lines.Late(1)}",
                $"p/alerts/4/12|alerts|deadLetter||||||||{Lines.DeadLetter(2)}",
            ],
            Query("SELECT id, output, type, name, \"key\", start, \"end\", revision, early, time, json FROM results ORDER BY rowid"));
    }

    [Fact]
    public void Deliver_SameIdsUnderOtherOffsets_ChangesNothing()
    {
        using var sink = Create();
        sink.Deliver("alerts", 0, Lines.Chunk(0, Lines.Window(1), Lines.Window(2)));
        sink.Deliver("alerts", 0, Lines.Chunk(2, Lines.Window(1), Lines.Window(2), Lines.Window(3)));
        Assert.Equal([Lines.Window(1), Lines.Window(2), Lines.Window(3)], Target());
        Assert.Equal(5, sink.Open("alerts", 0));
    }

    [Fact]
    public void Open_DatabaseCannotBeOpened_IsASinkExceptionUntilItCan()
    {
        var path = folder.Path("missing/results.db");
        using var sink = new SqlSink("s", "p", () => new SqliteConnection($"Data Source={path};Pooling=False"), "results");
        Assert.Contains("sink s: the database does not take outputs", Assert.Throws<SinkException>(() => sink.Open("alerts", 0)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(folder.Path("missing"));
        Assert.Equal(0, sink.Open("alerts", 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("1a")]
    [InlineData("a\"; DROP TABLE x; --")]
    public void Table_WithABadName_IsRefused(string table) =>
        Assert.Throws<ArgumentException>(() => new SqlSink("s", "p", () => new SqliteConnection(Connection), table));

    public override void Dispose()
    {
        base.Dispose();
        folder.Dispose();
    }

    private SqliteConnection Connect()
    {
        if (File.Exists(folder.Path("results.db")))
            Query("DROP TRIGGER IF EXISTS refuse");
        return new SqliteConnection(Connection);
    }

    private List<string> Query(string sql)
    {
        using var connection = new SqliteConnection(Connection);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        return rows;
    }
}
