using System.Diagnostics;

namespace Keywright.EndToEnd.Migrations;

/// <summary>A command in the middle of its work, which ends with the test at the latest.</summary>
internal sealed class Running(ProcessStartInfo start) : IDisposable
{
    private readonly Process _process = Process.Start(start)!;

    public int Id => _process.Id;

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
