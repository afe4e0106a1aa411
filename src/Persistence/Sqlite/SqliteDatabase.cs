using SQLitePCL;

namespace Millrace.Persistence.Sqlite;

/// <summary>One connection, straight on SQLite's C interface: a checkpoint binds tens of thousands of values, which through commands and parameter objects costs some three times as much. One thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 handle;
    private readonly List<SqliteStatement> statements = [];

    static SqliteDatabase() => Batteries_V2.Init();

    public SqliteDatabase(string path, bool create, TimeSpan busyTimeout)
    {
        Path = path;
        var flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX | (create ? raw.SQLITE_OPEN_CREATE : 0);
        var code = raw.sqlite3_open_v2(path, out var opened, flags, null);
        if (code != raw.SQLITE_OK)
        {
            var error = SqliteErrors.Exception(code, opened is null ? "" : raw.sqlite3_errmsg(opened).utf8_to_string(), path);
            opened?.Dispose();
            throw error;
        }

        handle = opened;
        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
    }

    public string Path { get; }

    /// <summary>Whether the file or its folder may only be read.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(handle, "main") == 1;

    /// <summary>Rows that the last INSERT, UPDATE or DELETE changed.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    public SqliteStatement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        Check(code);
        var prepared = new SqliteStatement(this, statement);
        statements.Add(prepared);
        return prepared;
    }

    /// <summary>Runs statements that give nothing back, or whose rows do not matter.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql));

    /// <summary>The first column of the first row.</summary>
    public long Scalar(string sql)
    {
        var code = raw.sqlite3_prepare_v2(handle, sql, out var statement);
        Check(code);
        using var once = new SqliteStatement(this, statement);
        return once.Step() ? once.Long(0) : throw new InvalidOperationException($"No row: {sql}");
    }

    /// <summary>Ends a transaction that failed half way. Some errors make SQLite do so by itself.</summary>
    public void Rollback()
    {
        foreach (var statement in statements)
            statement.Reset();
        if (raw.sqlite3_get_autocommit(handle) == 0)
            raw.sqlite3_exec(handle, "ROLLBACK");
    }

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw SqliteErrors.Exception(code, raw.sqlite3_errmsg(handle).utf8_to_string(), Path);
    }

    public void Dispose()
    {
        foreach (var statement in statements)
            statement.Dispose();
        statements.Clear();
        handle.Dispose();
    }
}
