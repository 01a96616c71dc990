using System.Runtime.InteropServices;

namespace Keywright.Database.Sqlite;

/// <summary>
/// The few functions of SQLite that we call, bound to one loaded library. Own bindings, because those on the package registry keep their
/// provider in a static that a host may replace under our open handles (docs/decisions/native-libraries.md).
/// Functions that neither block nor call back skip the runtime's transition.
/// </summary>
internal sealed unsafe class NativeSqlite(nint library)
{
    public readonly delegate* unmanaged[Cdecl]<int> LibversionNumber =
        (delegate* unmanaged[Cdecl]<int>)Find(library, "libversion_number");

    public readonly delegate* unmanaged[Cdecl]<int> Threadsafe = (delegate* unmanaged[Cdecl]<int>)Find(library, "threadsafe");

    public readonly delegate* unmanaged[Cdecl]<byte*, nint*, int, byte*, int> Open =
        (delegate* unmanaged[Cdecl]<byte*, nint*, int, byte*, int>)Find(library, "open_v2");

    public readonly delegate* unmanaged[Cdecl]<nint, int> Close = (delegate* unmanaged[Cdecl]<nint, int>)Find(library, "close_v2");

    public readonly delegate* unmanaged[Cdecl]<int, byte*> Errstr = (delegate* unmanaged[Cdecl]<int, byte*>)Find(library, "errstr");

    public readonly delegate* unmanaged[Cdecl]<nint, byte*> Errmsg = (delegate* unmanaged[Cdecl]<nint, byte*>)Find(library, "errmsg");

    public readonly delegate* unmanaged[Cdecl]<nint, int> ExtendedErrcode =
        (delegate* unmanaged[Cdecl]<nint, int>)Find(library, "extended_errcode");

    public readonly delegate* unmanaged[Cdecl]<nint, int, int> BusyTimeout =
        (delegate* unmanaged[Cdecl]<nint, int, int>)Find(library, "busy_timeout");

    public readonly delegate* unmanaged[Cdecl]<nint, int, delegate* unmanaged[Cdecl]<void*, int>, void*, void> ProgressHandler =
        (delegate* unmanaged[Cdecl]<nint, int, delegate* unmanaged[Cdecl]<void*, int>, void*, void>)Find(library, "progress_handler");

    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int> FileControl =
        (delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int>)Find(library, "file_control");

    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> GetAutocommit =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)Find(library, "get_autocommit");

    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> Changes =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)Find(library, "changes");

    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, uint, nint*, byte**, int> Prepare =
        (delegate* unmanaged[Cdecl]<nint, byte*, int, uint, nint*, byte**, int>)Find(library, "prepare_v3");

    public readonly delegate* unmanaged[Cdecl]<nint, int> Step = (delegate* unmanaged[Cdecl]<nint, int>)Find(library, "step");

    public readonly delegate* unmanaged[Cdecl]<nint, int> Reset = (delegate* unmanaged[Cdecl]<nint, int>)Find(library, "reset");

    public readonly delegate* unmanaged[Cdecl]<nint, int> Finish = (delegate* unmanaged[Cdecl]<nint, int>)Find(library, "finalize");

    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> BindParameterCount =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)Find(library, "bind_parameter_count");

    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> BindNull =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)Find(library, "bind_null");

    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long, int> BindLong =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long, int>)Find(library, "bind_int64");

    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*, int, nint, int> BindText =
        (delegate* unmanaged[Cdecl]<nint, int, byte*, int, nint, int>)Find(library, "bind_text");

    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*, int, nint, int> BindBlob =
        (delegate* unmanaged[Cdecl]<nint, int, byte*, int, nint, int>)Find(library, "bind_blob");

    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> ColumnCount =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)Find(library, "column_count");

    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*> ColumnName =
        (delegate* unmanaged[Cdecl]<nint, int, byte*>)Find(library, "column_name");

    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> ColumnType =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)Find(library, "column_type");

    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long> ColumnLong =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long>)Find(library, "column_int64");

    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*> ColumnText =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*>)Find(library, "column_text");

    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*> ColumnBlob =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*>)Find(library, "column_blob");

    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> ColumnBytes =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)Find(library, "column_bytes");

    private static nint Find(nint library, string name) => NativeLibrary.GetExport(library, "sqlite3_" + name);
}
