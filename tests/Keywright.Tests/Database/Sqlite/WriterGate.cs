using Keywright.Database;

namespace Keywright.Tests.Database.Sqlite;

/// <summary>Keeps the writer busy until it is opened, so that what comes meanwhile becomes one group with it.</summary>
internal sealed class WriterGate : IDisposable
{
    private readonly ManualResetEventSlim _isOpen = new();
    private readonly ManualResetEventSlim _hasBegun = new();

    public WriterGate(KeywrightDatabase database)
    {
        _ = database.Write(_ =>
        {
            _hasBegun.Set();
            _ = _isOpen.Wait(TimeSpan.FromSeconds(10));
            return ValueTask.FromResult(0);
        });
        Assert.True(_hasBegun.Wait(TimeSpan.FromSeconds(10)));
    }

    public void Open() => _isOpen.Set();

    public void Dispose() => Open();
}
