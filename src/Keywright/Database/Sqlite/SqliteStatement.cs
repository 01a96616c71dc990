using System.Runtime.InteropServices;

namespace Keywright.Database.Sqlite;

/// <summary>A prepared statement of one connection. Its column names are interned, so that a row finds them by reference.</summary>
internal sealed unsafe class SqliteStatement(SqliteConnection connection, nint handle, string text) : IDisposable
{
    private readonly NativeSqlite _native = connection.Native;

    public nint Handle { get; private set; } = handle;

    public string[] Columns { get; } = NamesOf(connection.Native, handle);

    public int Parameters { get; } = connection.Native.BindParameterCount(handle);

    /// <summary>Statements that count their rows; after others SQLite still tells the count of the one before.</summary>
    public bool CountsRows { get; } = Counts(text);

    /// <summary>The row that it stands on.</summary>
    public SqliteRow Row => field ??= new SqliteRow(this, _native);

    /// <summary>When it was used last, in turns of its connection.</summary>
    public long LastTurn { get; set; }

    /// <summary>True on a row, false at the end.</summary>
    public bool Step()
    {
        var code = _native.Step(Handle);
        return code switch
        {
            SqliteCode.Row => true,
            SqliteCode.Done => false,
            _ => throw connection.Failure(code),
        };
    }

    /// <summary>Runs to the end.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Reset();
        }
    }

    // What reset returns is the error of the step before, which was thrown already.
    public void Reset() => _ = _native.Reset(Handle);

    public void Dispose()
    {
        if (Handle != 0)
        {
            _ = _native.Finish(Handle);
            Handle = 0;
        }
    }

    private static string[] NamesOf(NativeSqlite native, nint handle)
    {
        var names = new string[native.ColumnCount(handle)];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = string.Intern(Marshal.PtrToStringUTF8((nint)native.ColumnName(handle, i)) ?? "");
        }

        return names;
    }

    private static bool Counts(string text)
    {
        var start = text.AsSpan().TrimStart();
        ReadOnlySpan<string> verbs = ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"];
        foreach (var verb in verbs)
        {
            if (start.StartsWith(verb, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
