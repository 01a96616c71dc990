namespace Keywright.Maintenance;

/// <summary>Migrations.</summary>
public sealed class KeywrightMigrations
{
    private readonly int _applied = 1;

    public Task<int> UpAsync(CancellationToken ct) => Task.FromResult(ct.IsCancellationRequested ? 0 : _applied);
}
