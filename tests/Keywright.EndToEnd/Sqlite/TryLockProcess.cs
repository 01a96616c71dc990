using Keywright.Database.Sqlite;

namespace Keywright.EndToEnd.Sqlite;

/// <summary>A stranger that asks for the write lock of a file: <c>got</c> or <c>busy</c>.</summary>
internal static class TryLockProcess
{
    public static int Run(string path)
    {
        using var connection = SqliteConnection.Open(path, SqliteAccess.Write, TimeSpan.Zero);
        try
        {
            connection.Exec("BEGIN IMMEDIATE");
            Console.WriteLine("got");
        }
        catch (SqliteException failure) when (failure.PrimaryCode == SqliteCode.Busy)
        {
            Console.WriteLine("busy");
        }

        return 0;
    }
}
