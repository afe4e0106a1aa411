using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Millrace.Actors.Checkpoints;

namespace Millrace.Persistence.Sqlite;

/// <summary>Connections to SQLite databases for SQL that is not the store's own, such as a sink's tables.</summary>
public static class SqliteConnections
{
    private static readonly SqliteOptions Defaults = new();

    /// <summary>
    /// An open connection to the database at a path, which is made when it is missing. Set up as the store's: write-ahead log, each commit forced to the disk, 5 s of waiting
    /// while another writes. Not pooled: disposing closes it. One thread at a time.
    /// </summary>
    /// <exception cref="CheckpointStoreException">It cannot be opened; the message says what to do.</exception>
    public static DbConnection Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SqlitePaths.Prepare(path);
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture,
                $"PRAGMA busy_timeout = {(int)Defaults.BusyTimeout.TotalMilliseconds}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = {Defaults.LogBytes * 2}");
            command.ExecuteNonQuery();
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw SqliteErrors.Exception(error.SqliteExtendedErrorCode, error.Message, path);
        }
    }
}
