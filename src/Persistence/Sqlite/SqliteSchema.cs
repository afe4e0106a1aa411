using System.Globalization;
using Millrace.Actors.Checkpoints;

namespace Millrace.Persistence.Sqlite;

/// <summary>The tables, and how a database of an earlier version becomes one of this version.</summary>
internal static class SqliteSchema
{
    /// <summary>"Mill" in ASCII: tells our databases from those of other programs (<c>PRAGMA application_id</c>).</summary>
    public const int ApplicationId = 0x4D69_6C6C;

    // One step a version: what leads from it to the next. A step that has been released is never changed.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE partition (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL, number INTEGER NOT NULL, actors INTEGER NOT NULL, sum INTEGER NOT NULL, head BLOB NOT NULL);
        CREATE TABLE key_field (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE actor (partition INTEGER NOT NULL, key_field INTEGER NOT NULL, key BLOB NOT NULL, route INTEGER NOT NULL, due INTEGER NOT NULL, wake INTEGER NOT NULL, sum INTEGER NOT NULL, state BLOB NOT NULL,
            PRIMARY KEY (partition, key_field, key)) WITHOUT ROWID;
        CREATE INDEX actor_due ON actor (partition, due, route) WHERE due < 9223372036854775807;
        CREATE INDEX actor_wake ON actor (partition, wake, route) WHERE wake < 9223372036854775807;
        CREATE TABLE value (name TEXT PRIMARY KEY, sum INTEGER NOT NULL, bytes BLOB NOT NULL) WITHOUT ROWID;
        """,
    ];

    /// <summary>Makes an empty file a database of ours, brings an older one up to date, and refuses all others.</summary>
    public static void Prepare(SqliteDatabase database)
    {
        // SQLite opens what it may not write for reading, and would fail at the first commit only.
        if (database.IsReadOnly)
            throw SqliteErrors.Exception(SQLitePCL.raw.SQLITE_READONLY, "opened read-only", database.Path);
        var application = database.Scalar("PRAGMA application_id");
        var version = database.Scalar("PRAGMA user_version");
        if (application == 0 && version == 0 && database.Scalar("SELECT count(*) FROM sqlite_schema") == 0)
            application = ApplicationId;
        if (application != ApplicationId)
            throw new CheckpointStoreException($"{database.Path} is the SQLite database of another program: name another file for the store.", isTransient: false);
        if (version > Migrations.Length)
        {
            throw new CheckpointStoreException(string.Create(CultureInfo.InvariantCulture,
                $"{database.Path} was written by a newer Millrace (its version is {version}, this one knows up to {Migrations.Length}): run the newer one, or restore a backup made before it."), isTransient: false);
        }

        // Kept in the file, except in a copy made by VACUUM INTO.
        database.Execute("PRAGMA journal_mode = WAL");
        if (version == Migrations.Length)
            return;
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            // Another process may have been faster.
            for (version = database.Scalar("PRAGMA user_version"); version < Migrations.Length; version++)
                database.Execute(Migrations[version]);
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version}; COMMIT"));
        }
        catch (CheckpointStoreException)
        {
            database.Rollback();
            throw;
        }
    }
}
