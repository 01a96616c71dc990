using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Keywright.Database.Sqlite;

/// <summary>
/// The SQLite of this process, found once: the one that the app uses already, else one that it ships, else the operating system's.
/// Two SQLite libraries on one file in one process break each other's POSIX locks (sqlite.org, How To Corrupt, §2.2.1),
/// hence the order. docs/decisions/native-libraries.md.
/// </summary>
internal sealed unsafe class SqliteLibrary
{
    // STRICT came with 3.37, unixepoch() and ->> with 3.38.
    private const int Oldest = 3_038_000;

    private static readonly Lazy<SqliteLibrary> Found = new(() => Find());

    private SqliteLibrary(string name, NativeSqlite native, string? passedOver)
    {
        Name = name;
        Native = native;
        PassedOver = passedOver;
    }

    public static SqliteLibrary Current => Found.Value;

    public string Name { get; }

    public NativeSqlite Native { get; }

    public string Version => VersionText(Native.LibversionNumber());

    /// <summary>The app's own library when it was too old for us, with its version. It must not open our file.</summary>
    public string? PassedOver { get; }

    private static SqliteLibrary Find()
    {
        var passedOver = new List<string>();
        foreach (var (name, assembly) in Candidates())
        {
            if (!NativeLibrary.TryLoad(name, assembly, null, out var handle))
            {
                continue;
            }

            var native = new NativeSqlite(handle);
            if (native.LibversionNumber() >= Oldest && native.Threadsafe() != 0)
            {
                return new SqliteLibrary(name, native, passedOver.Count == 0 ? null : string.Join(", ", passedOver));
            }

            passedOver.Add(native.Threadsafe() == 0 ? $"{name} (not thread-safe)" : $"{name} {VersionText(native.LibversionNumber())}");
        }

        throw new DatabaseException(DatabaseProblem.Unavailable, Advice(passedOver));
    }

    private static string Advice(List<string> passedOver) =>
        $"SQLite {VersionText(Oldest)} or newer is needed, thread-safe, and was not found"
        + (passedOver.Count == 0 ? ". " : $"; {string.Join(", ", passedOver)} will not do. ")
        + "Install it: Debian and Ubuntu `apt install libsqlite3-0`, Alpine `apk add sqlite-libs`, Fedora `dnf install sqlite-libs`; "
        + "macOS and Windows 10 have it. Or use PostgreSQL.";

    private static IEnumerable<(string Name, Assembly Assembly)> Candidates()
    {
        var ours = typeof(SqliteLibrary).Assembly;
        if (NameOfHost() is var (host, assembly))
        {
            yield return (host, assembly);
        }

        yield return ("e_sqlite3", ours);
        if (OperatingSystem.IsWindows())
        {
            yield return ("winsqlite3.dll", ours);
        }

        yield return (OperatingSystem.IsMacOS() ? "libsqlite3.dylib" : "libsqlite3.so.0", ours);
    }

    /// <summary>The library behind SQLitePCLRaw (of Microsoft.Data.Sqlite, EF Core …), when the app has chosen one before us.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Where it was trimmed away, the host does not use it.")]
    private static (string Name, Assembly Assembly)? NameOfHost()
    {
        var core = AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == "SQLitePCLRaw.core");
        var ask = core?.GetType("SQLitePCL.raw")?.GetMethod("GetNativeLibraryName", BindingFlags.Public | BindingFlags.Static, []);
        try
        {
            return ask?.Invoke(null, null) is string name ? (name, core!) : null;
        }
        catch (TargetInvocationException)
        {
            // No provider is set yet. Then it will most likely be the e_sqlite3 that the app ships: the next candidate.
            return null;
        }
    }

    private static string VersionText(int number) => $"{number / 1_000_000}.{number / 1000 % 1000}.{number % 1000}";
}
