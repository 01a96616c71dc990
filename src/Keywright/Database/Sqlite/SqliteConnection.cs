using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Keywright.Database.Sqlite;

internal enum SqliteAccess
{
    Read,
    Write,
    Create,
}

/// <summary>
/// An open handle with its prepared statements, used by one thread at a time. Pooled by <see cref="SqliteReaders"/>, kept by
/// <see cref="SqliteWriter"/>, and opened on its own by the migration engine.
/// </summary>
internal sealed unsafe class SqliteConnection : IDisposable
{
    private const int MostStatements = 256;

    private readonly SqliteStatements _statements;
    private readonly long* _deadline = (long*)NativeMemory.Alloc(sizeof(long));
    private nint _handle;

    private SqliteConnection(nint handle)
    {
        _handle = handle;
        _statements = new SqliteStatements(this, MostStatements);
        *_deadline = long.MaxValue;
        Native.ProgressHandler(handle, 10_000, &IsOver, _deadline);
    }

    public NativeSqlite Native { get; } = SqliteLibrary.Current.Native;

    public bool IsInTransaction => Native.GetAutocommit(_handle) == 0;

    public int Changes => Native.Changes(_handle);

    /// <summary>When a statement that still runs is interrupted, as a <see cref="Stopwatch"/> timestamp.</summary>
    public long Deadline
    {
        get => *_deadline;
        set => *_deadline = value;
    }

    /// <summary>How many statements were prepared so far.</summary>
    public int Prepared => _statements.Prepared;

    /// <exception cref="SqliteException">It can't be opened.</exception>
    public static SqliteConnection Open(string path, SqliteAccess access, TimeSpan busyTimeout)
    {
        const int NoMutex = 0x8000;
        const int PrivateCache = 0x40000;
        const int ExtendedCodes = 0x2000000;
        var native = SqliteLibrary.Current.Native;
        var mode = access switch { SqliteAccess.Read => 1, SqliteAccess.Write => 2, _ => 2 | 4 };
        nint handle;
        int code;
        fixed (byte* name = Encoding.UTF8.GetBytes(Path.GetFullPath(path) + '\0'))
        {
            code = native.Open(name, &handle, mode | NoMutex | PrivateCache | ExtendedCodes, null);
        }

        if (code != SqliteCode.Ok)
        {
            _ = native.Close(handle);
            throw new SqliteException(code, Utf8(native.Errstr(code)));
        }

        var connection = new SqliteConnection(handle);
        connection.SetBusyTimeout(busyTimeout);
        return connection;
    }

    public void SetBusyTimeout(TimeSpan timeout) => _ = Native.BusyTimeout(_handle, (int)timeout.TotalMilliseconds);

    /// <summary>Prepares a statement, or finds it prepared. The connection owns it.</summary>
    public SqliteStatement Prepare(string text) => _statements.Get(text);

    /// <summary>Runs the statements of a script one after another; rows are passed over.</summary>
    /// <exception cref="SqliteException">One failed; the transaction, if any, is as SQLite left it.</exception>
    public void Exec(string script)
    {
        var bytes = Encoding.UTF8.GetBytes(script + '\0');
        fixed (byte* start = bytes)
        {
            for (var next = start; next < start + bytes.Length - 1;)
            {
                using var statement = Compile(next, (int)(start + bytes.Length - next), script, isKept: false, &next);
                statement?.Run();
            }
        }
    }

    /// <summary>The first column of the first row as text, or null.</summary>
    public string? Scalar(string text)
    {
        var statement = Prepare(text);
        try
        {
            return statement.Step() ? Utf8(Native.ColumnText(statement.Handle, 0)) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Whether the file behind this handle is no longer the one at its path.</summary>
    public bool HasMoved()
    {
        const int HasMovedControl = 20;
        var moved = stackalloc int[1];
        fixed (byte* main = "main\0"u8)
        {
            return Native.FileControl(_handle, main, HasMovedControl, moved) == SqliteCode.Ok && moved[0] != 0;
        }
    }

    public SqliteException Failure(int code) => new(code, Utf8(Native.Errmsg(_handle)));

    public void Dispose()
    {
        if (_handle != 0)
        {
            _statements.Dispose();
            _ = Native.Close(_handle);
            _handle = 0;
            NativeMemory.Free(_deadline);
        }
    }

    internal SqliteStatement Compile(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + '\0');
        fixed (byte* start = bytes)
        {
            byte* rest;
            return Compile(start, bytes.Length, text, isKept: true, &rest)
                ?? throw new ArgumentException("The statement is empty.", nameof(text));
        }
    }

    private SqliteStatement? Compile(byte* sql, int length, string text, bool isKept, byte** rest)
    {
        const uint Persistent = 1;
        nint statement;
        var code = Native.Prepare(_handle, sql, length, isKept ? Persistent : 0, &statement, rest);
        return code != SqliteCode.Ok ? throw Failure(code)
            : statement == 0 ? null
            : new SqliteStatement(this, statement, text);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int IsOver(void* deadline) => Stopwatch.GetTimestamp() > *(long*)deadline ? 1 : 0;

    private static string Utf8(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
