using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd;

/// <summary>
/// <c>keywright serve</c> as a process of its own. What it said is searched, when it goes, for every secret that came to it or left it.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    // Ours, and that of an application that ASP.NET Core hosts.
    private static readonly string[] Greetings = [" is ready at ", "Now listening on: "];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ProcessStartInfo _start;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly LogSecrets _secrets = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(ProcessStartInfo start)
    {
        _start = start;
        var process = _process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    public HttpClient Http { get; private set; } = null!;

    public string Said => string.Join('\n', _lines);

    public static async Task<ServerProcess> Start(ProcessStartInfo start)
    {
        var server = new ServerProcess(start);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        var ended = server._process.WaitForExitAsync();
        if (await Task.WhenAny(server._ready.Task, ended, Task.Delay(Patience)) != server._ready.Task)
        {
            await server.DisposeAsync();
            throw new InvalidOperationException("The server did not come up:\n" + server.Said);
        }

        server.Http = new HttpClient(server.Noting(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }))
        {
            BaseAddress = new Uri(await server._ready.Task, "/api/auth/"),
        };
        return server;
    }

    /// <summary>SIGTERM, and the code it ends with.</summary>
    public async Task<int> Stop()
    {
        await Terminate();
        return await Ended();
    }

    public async Task Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> Ended()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: nothing of it runs any more.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (!_process.HasExited)
        {
            await Kill();
        }

        _process.Dispose();
        CheckLog();
        _secrets.Dispose();
    }

    /// <summary>Remembers what is secret in what is sent through it.</summary>
    public HttpMessageHandler Noting(HttpMessageHandler inner) => new NotedSecrets(_secrets, inner);

    /// <summary>Remembers what is secret in JSON that programs other than us sent or got.</summary>
    public void Note(string json) => _secrets.Note(json);

    public void CheckLog()
    {
        NoteConfigured();
        foreach (var line in _lines)
        {
            _secrets.Read(line);
        }

        _secrets.Check();
    }

    /// <summary>What the configuration holds: in its variables, and in the key file.</summary>
    private void NoteConfigured()
    {
        foreach (var (name, value) in _start.Environment.Where(variable => IsSecret(variable.Key)))
        {
            _secrets.Add(value);
        }

        var keys = Path.Combine(_start.WorkingDirectory, "data");
        foreach (var file in Directory.Exists(keys) ? Directory.EnumerateFiles(keys, "*.key", SearchOption.AllDirectories) : [])
        {
            foreach (var line in File.ReadLines(file))
            {
                _secrets.Add(line.Trim());
            }
        }
    }

    private static bool IsSecret(string name) =>
        name.StartsWith("KEYWRIGHT_", StringComparison.Ordinal)
        && (name.EndsWith("Password", StringComparison.Ordinal) || name.EndsWith("MasterKey", StringComparison.Ordinal)
            || name.EndsWith("Secret", StringComparison.Ordinal));

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        foreach (var greeting in Greetings)
        {
            if (line.Split(greeting) is [_, var urls])
            {
                _ = _ready.TrySetResult(new Uri(urls.Split(',')[0]));
            }
        }
    }
}
