using System.Globalization;
using Keywright.Database.Sqlite;

namespace Keywright.Database.Migrations;

/// <summary>The operating system's lock on a side file, and beside it a note of who has it, for those who wait in vain.</summary>
internal sealed class SqliteMigrationLock(string path) : IAsyncDisposable
{
    private readonly FileLock _lock = new(path);
    private readonly string _note = path + ".by";

    public bool TryTake(DateTimeOffset now)
    {
        if (!_lock.TryTake())
        {
            return false;
        }

        try
        {
            var id = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            File.WriteAllText(_note, $"process {id} on {Environment.MachineName}, since {Instants.ToText(now)}");
        }
        catch (IOException)
        {
            // Somebody reads it just now. It is a courtesy, not the lock.
        }

        return true;
    }

    public string Holder()
    {
        try
        {
            return File.ReadAllText(_note);
        }
        catch (IOException)
        {
            return $"{path} is locked";
        }
    }

    public ValueTask DisposeAsync()
    {
        _lock.Dispose();
        return ValueTask.CompletedTask;
    }
}
