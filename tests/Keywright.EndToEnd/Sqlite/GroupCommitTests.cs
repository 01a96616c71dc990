namespace Keywright.EndToEnd.Sqlite;

/// <summary>Writers share fsyncs, and none is answered before the fsync of its group: shown by the order of system calls.</summary>
public sealed class GroupCommitTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("keywright-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Two_hundred_writers_share_fsyncs_and_none_is_answered_before_its_own()
    {
        var trace = await Trace(Path.Combine(_directory, "keywright.db"));

        Assert.Equal(1000, trace.Answers);
        Assert.Empty(trace.Unsynced);
        Assert.InRange(trace.Syncs, 5, 250);
    }

    // The control: what is never synced must be seen as such, or the test above shows nothing.
    [Fact]
    public async Task The_trace_shows_when_nothing_is_synced()
    {
        var trace = await Trace(WritingProcess.Memory);

        Assert.Equal(1000, trace.Answers);
        Assert.Equal(1000, trace.Unsynced.Count);
    }

    private async Task<SyncTrace> Trace(string database)
    {
        Assert.True(File.Exists("/usr/bin/strace"), "This test needs strace: apt install strace.");
        var log = Path.Combine(_directory, "trace");
        string[] strace =
        [
            "/usr/bin/strace", "-f", "--seccomp-bpf", "-qq", "-y", "-s", "64",
            "-e", "trace=fsync,fdatasync,write,pwrite64", "-e", "signal=none", "-o", log,
        ];

        _ = await OwnProcess.Run(["write", database, "w", "200", "5"], strace);

        return SyncTrace.Read(log);
    }
}
