using Keywright.Database;

namespace Keywright.Tests.Database.Sqlite;

/// <summary>Keeps the writer busy until it is opened, so that what comes meanwhile becomes one group with it.</summary>
internal sealed class WriterGate
{
    private readonly ManualResetEventSlim _isOpen = new();
    private readonly ManualResetEventSlim _hasBegun = new();

    public WriterGate(KeywrightDatabase database)
    {
        _ = database.Write(tx =>
        {
            _hasBegun.Set();
            _ = _isOpen.Wait(TimeSpan.FromSeconds(10));
            return tx.Execute($"SELECT 1");
        }).AsTask();
        Assert.True(_hasBegun.Wait(TimeSpan.FromSeconds(10)));
    }

    public void Open() => _isOpen.Set();
}
