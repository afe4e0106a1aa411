using System.Globalization;
using Millrace.Actors.Checkpoints;

namespace Millrace.Persistence.Sqlite;

/// <summary><see cref="RouteShare.Has"/> as a condition in SQL, so that a row of another shard costs a look at the index only.</summary>
internal static class SqliteShare
{
    /// <summary>The multiplication by 0x9E3779B1, modulo 2^32, is done in two halves: SQLite's integers have a sign, and a product that does not fit becomes a floating-point number.</summary>
    public static string Condition(RouteShare share) => share.Count == 1
        ? "1"
        : string.Create(CultureInfo.InvariantCulture,
            $"((((((route * {0x9E37}) & 65535) << 16) + route * {0x79B1}) & 4294967295) * {share.Count}) >> 32 = {share.Index}");
}
