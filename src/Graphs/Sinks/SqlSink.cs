using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Millrace.Graphs.Sources;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Sinks;

/// <summary>
/// A table in which each record stands exactly once: rows and position are written in one transaction. The id is the primary key, so what comes again with the same id
/// (outputs under at-least-once delivery after a crash) changes nothing. A record without an id of its own has <c>pipeline/output/partition/offset</c>. Both
/// tables are made when they are missing. All SQL is understood by SQLite (3.24 and later) and PostgreSQL alike; columns:
/// <c>id, output, type, name, key, start, end, revision, early, time, json</c>. Times are texts in ISO-8601 and UTC, which sort as times; <c>early</c> is 0 or 1.
/// Whoever reads the table sees whole portions.
/// </summary>
public sealed class SqlSink : ISink
{
    private static readonly string[] Columns = ["id", "output", "type", "name", "key", "start", "end", "revision", "early", "time", "json"];

    private readonly string pipeline;
    private readonly Func<DbConnection> connect;
    private readonly string table;
    private DbConnection? connection;

    /// <summary>A sink; the database is opened with the first output.</summary>
    /// <param name="name">The sink's name.</param>
    /// <param name="pipeline">The pipeline's name: several may share a database.</param>
    /// <param name="connect">Makes a connection, which is not open yet; called again after a fault.</param>
    /// <param name="table">The table: a letter or <c>_</c>, then letters, digits and <c>_</c>, at most 50 together. The positions are in <c>TABLE_position</c>.</param>
    /// <exception cref="ArgumentException">The name of the table is none.</exception>
    public SqlSink(string name, string pipeline, Func<DbConnection> connect, string table)
    {
        if (!Pipelines.Drafts.SinkChecks.IsTable(table))
            throw new ArgumentException($"'{table}' cannot be the name of a table.", nameof(table));
        Name = name;
        this.pipeline = pipeline;
        this.connect = connect;
        this.table = table;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long Open(string output, int partition) => Guarded(open => Position(open, null, output, partition));

    /// <inheritdoc/>
    public void Deliver(string output, int partition, RecordChunk records) => Guarded(open =>
    {
        using var transaction = open.BeginTransaction(IsolationLevel.Serializable);
        // Asked anew each time: after a commit of which nobody knows how it ended, only the database can say.
        var next = Position(open, transaction, output, partition);
        if (next > records.Offsets[^1])
            return next;
        Insert(open, transaction, output, partition, records, next);
        next = records.Offsets[^1] + 1;
        using var position = Command(
            open,
            transaction,
            $"""INSERT INTO "{table}_position" ("sink", "output", "partition", "next") VALUES (@sink, @output, @partition, @next) ON CONFLICT ("sink", "output", "partition") DO UPDATE SET "next" = excluded."next" """);
        Place(position, output, partition);
        Set(position, "next", next);
        position.ExecuteNonQuery();
        transaction.Commit();
        return next;
    });

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Insert(DbConnection open, DbTransaction transaction, string output, int partition, RecordChunk records, long next)
    {
        var names = string.Join(", ", Columns.Select(column => $"\"{column}\""));
        var values = string.Join(", ", Columns.Select(column => "@" + column));
        using var insert = Command(open, transaction, $"""INSERT INTO "{table}" ({names}) VALUES ({values}) ON CONFLICT ("id") DO NOTHING""");
        foreach (var column in Columns)
            Set(insert, column, null, column is "revision" or "early" ? DbType.Int32 : DbType.String);
        insert.Prepare();
        for (var i = 0; i < records.Count; i++)
        {
            if (records.Offsets[i] < next)
                continue;
            var line = OutputLine.Read(records.ValueOf(i));
            var id = line.Id.IsEmpty ? OutputRecord.PlaceId(pipeline, output, partition, records.Offsets[i]) : Encoding.UTF8.GetString(line.Id);
            object?[] row =
            [
                id, output, line.Type, line.Name, line.Key, Text(line.Start), Text(line.End), line.Revision,
                line.Early is { } early ? early ? 1 : 0 : null, Text(line.Time), Encoding.UTF8.GetString(line.Json),
            ];
            for (var column = 0; column < row.Length; column++)
                insert.Parameters[column].Value = row[column] ?? DBNull.Value;
            insert.ExecuteNonQuery();
        }
    }

    private long Position(DbConnection open, DbTransaction? transaction, string output, int partition)
    {
        using var command = Command(
            open, transaction, $"""SELECT "next" FROM "{table}_position" WHERE "sink" = @sink AND "output" = @output AND "partition" = @partition""");
        Place(command, output, partition);
        return command.ExecuteScalar() is { } next and not DBNull ? Convert.ToInt64(next, CultureInfo.InvariantCulture) : 0;
    }

    private long Guarded(Func<DbConnection, long> work)
    {
        try
        {
            return work(connection ?? Connect());
        }
        catch (Exception fault) when (fault is DbException or IOException or InvalidOperationException or TimeoutException)
        {
            Close();
            throw new SinkException(Name, $"the database does not take outputs: {fault.Message}; nothing of this portion is in it, or all", inner: fault);
        }
    }

    private DbConnection Connect()
    {
        connection = connect();
        connection.Open();
        using var rows = Command(
            connection,
            null,
            $"""
            CREATE TABLE IF NOT EXISTS "{table}" ("id" TEXT PRIMARY KEY, "output" TEXT NOT NULL, "type" TEXT NOT NULL, "name" TEXT, "key" TEXT, "start" TEXT, "end" TEXT,
            "revision" INTEGER, "early" INTEGER, "time" TEXT, "json" TEXT NOT NULL)
            """);
        rows.ExecuteNonQuery();
        using var positions = Command(
            connection,
            null,
            $"""
            CREATE TABLE IF NOT EXISTS "{table}_position" ("sink" TEXT NOT NULL, "output" TEXT NOT NULL, "partition" INTEGER NOT NULL, "next" BIGINT NOT NULL,
            PRIMARY KEY ("sink", "output", "partition"))
            """);
        positions.ExecuteNonQuery();
        return connection;
    }

    private void Place(DbCommand command, string output, int partition)
    {
        Set(command, "sink", $"{pipeline}/{Name}");
        Set(command, "output", output);
        Set(command, "partition", partition, DbType.Int32);
    }

    private static DbCommand Command(DbConnection open, DbTransaction? transaction, string sql)
    {
        var command = open.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command;
    }

    private static void Set(DbCommand command, string name, object? value, DbType? type = null)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@" + name;
        if (type is { } known)
            parameter.DbType = known;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    private static string? Text(EventTime? time)
    {
        if (time is not { } known)
            return null;
        Span<byte> text = stackalloc byte[EventTimeText.MaxLength];
        return Encoding.ASCII.GetString(text[..EventTimeText.Format(known, text)]);
    }

    private void Close()
    {
        connection?.Dispose();
        connection = null;
    }
}
