using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Keywright.Database;
using Keywright.Database.Migrations.Scripts;
using Keywright.Database.Sqlite;

namespace Keywright.Tests.Database.Migrations.Scripts;

/// <summary>SQLite itself says where a statement is complete.</summary>
public sealed unsafe class SqliteCompleteTests
{
    private static readonly string[] Pieces =
    [
        ";", ";", ";", " ", "\n", "'", "''", "\"", "`", "[", "]", "--", "/*", "*/", "/", "*", "CREATE ", "TEMP ", "TEMPORARY ", "TRIGGER ",
        "BEGIN ", "END", "END ", "end", "EXPLAIN ", "QUERY ", "SELECT ", "x", "1", "$", "é", "CASE ", "trigger_", "\r", "\f",
    ];

    private static readonly delegate* unmanaged[Cdecl]<byte*, int> Complete = (delegate* unmanaged[Cdecl]<byte*, int>)
        NativeLibrary.GetExport(NativeLibrary.Load(SqliteLibrary.Current.Name), "sqlite3_complete");

    [Fact]
    public void A_statement_ends_where_sqlite_says_it_does() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf().ToArbitrary(), pieces => Ours(string.Concat(pieces)) == Theirs(string.Concat(pieces))));

    /// <summary>Where the semicolons are that end something.</summary>
    private static string Theirs(string script)
    {
        var (ends, start) = (new List<int>(), 0);
        for (var at = 0; at < script.Length; at++)
        {
            if (script[at] == ';' && IsComplete(script[start..(at + 1)]))
            {
                ends.Add(at);
                start = at + 1;
            }
        }

        return string.Join(',', ends);
    }

    private static string Ours(string script)
    {
        var (lexer, end, ends) = (new SqlLexer(Dialect.Sqlite, script), new SqliteEnd(), new List<int>());
        while (lexer.Next(out var token))
        {
            if (end.IsEnd(token))
            {
                ends.Add(token.Start);
            }
        }

        return string.Join(',', ends);
    }

    private static bool IsComplete(string text)
    {
        fixed (byte* bytes = System.Text.Encoding.UTF8.GetBytes(text + '\0'))
        {
            return Complete(bytes) == 1;
        }
    }
}
