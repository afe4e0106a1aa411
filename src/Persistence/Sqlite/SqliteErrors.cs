using Millrace.Actors.Checkpoints;
using SQLitePCL;

namespace Millrace.Persistence.Sqlite;

/// <summary>What SQLite's result codes mean for who runs the service, and what mends them.</summary>
internal static class SqliteErrors
{
    public static CheckpointStoreException Exception(int code, string detail, string path)
    {
        var (text, isTransient) = (code & 0xFF) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => ($"{path} is locked by another process: end it, or let it finish; the service goes on by itself.", true),
            raw.SQLITE_FULL => (Full(path), true),
            raw.SQLITE_IOERR when code == raw.SQLITE_IOERR_SHMSIZE => (Full(path), true),
            raw.SQLITE_IOERR => ($"The disk of {path} fails to read or write: see the system's log; the service tries again by itself.", true),
            raw.SQLITE_NOMEM => ($"There is no memory left to work on {path}: free some; the service goes on by itself.", true),
            raw.SQLITE_READONLY when code == raw.SQLITE_READONLY_DBMOVED => ($"{path} was moved or deleted while in use: put it back, with its -wal file, and start the service again.", false),
            raw.SQLITE_READONLY => ($"{path} may only be read: let this user write to the file and its folder, and start the service again.", false),
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => ($"{path} cannot be opened: its folder must exist and this user must be able to write there.", false),
            raw.SQLITE_NOTADB => ($"{path} is no SQLite database: name another file, or restore this one from a backup.", false),
            raw.SQLITE_CORRUPT => (Damaged(path), false),
            raw.SQLITE_TOOBIG => ($"A state is larger than {path} can hold: 1,000,000,000 bytes.", false),
            raw.SQLITE_PROTOCOL => ($"{path} lies on a file system without working locks, such as a network share: put it on a local disk.", false),
            _ => ($"{path} cannot be used.", false),
        };
        return new CheckpointStoreException($"{text} (SQLite {code}: {detail})", isTransient);
    }

    /// <summary>Something that was read is not what was written.</summary>
    public static CheckpointStoreException Damage(string what, string path) => new($"{Damaged(path)} ({what})", isTransient: false);

    private static string Full(string path) => $"The disk of {path} is full, or the database has reached its greatest size: free some space; the service goes on by itself.";

    private static string Damaged(string path) => $"{path} is damaged: stop the service and restore it from a backup, or remove it to begin anew.";
}
