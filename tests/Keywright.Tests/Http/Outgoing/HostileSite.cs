using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Keywright.Tests.Http.Outgoing;

/// <summary>A site on loopback that answers as the test says, byte by byte.</summary>
internal sealed class HostileSite : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _answer;
    private readonly Task _serving;
    private int _calls;

    public HostileSite(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = Serve();
    }

    /// <summary>Answers with this text, whatever it is asked.</summary>
    public HostileSite(string answer)
        : this((stream, ct) => stream.WriteAsync(Encoding.Latin1.GetBytes(answer), ct).AsTask())
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri At(string path = "/") => new($"http://127.0.0.1:{Port}{path}");

    /// <summary>How often somebody connected.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>What was asked last.</summary>
    public string Request { get; private set; } = "";

    public static string Json(string body, string fields = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{fields}\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving;
        _ending.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                Interlocked.Increment(ref _calls);
                await Answer(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Answer(TcpClient client)
    {
        try
        {
            await using var stream = client.GetStream();
            var request = new StringBuilder();
            var buffer = new byte[4096];
            while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer, _ending.Token);
                if (read == 0)
                {
                    return;
                }

                request.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }

            Request = request.ToString();
            await _answer(stream, _ending.Token);
        }
        catch (IOException)
        {
            // The caller had enough.
        }
    }
}
