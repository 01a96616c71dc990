using System.Net;
using System.Net.Sockets;

namespace Keywright.Tests.Support;

/// <summary>Stands between a client and a server, looks at what the client sends and can cut the line.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _end = new();
    private int _sent;

    public TcpProxy(string host, int port)
    {
        _server = new IPEndPoint(IPAddress.Parse(host), port);
        _listener.Start();
        _ = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Called with what the client sends; false cuts the connection. <see cref="CutAfter"/> decides whether the server still gets it.</summary>
    public Func<ReadOnlyMemory<byte>, bool> Allow { get; set; } = _ => true;

    /// <summary>Whether a cut comes after the server got what was sent, so that it acts on it and nobody hears of it.</summary>
    public bool CutAfter { get; set; }

    /// <summary>How often the client sent something and waited: its round trips.</summary>
    public int Sent => Volatile.Read(ref _sent);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task Accept()
    {
        while (!_end.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_end.Token);
            _ = Serve(client);
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server, _end.Token);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAll(Up(near, far), Down(far, near));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side may leave at any time.
            }
        }
    }

    private async Task Down(NetworkStream server, NetworkStream client)
    {
        try
        {
            await server.CopyToAsync(client, _end.Token);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side may leave at any time.
        }
        finally
        {
            client.Close();
        }
    }

    private async Task Up(NetworkStream client, NetworkStream server)
    {
        var buffer = new byte[65536];
        for (int read; (read = await client.ReadAsync(buffer, _end.Token)) > 0;)
        {
            _ = Interlocked.Increment(ref _sent);
            if (!Allow(buffer.AsMemory(0, read)))
            {
                // First of all, so that no answer gets through.
                client.Close();
                if (CutAfter)
                {
                    await server.WriteAsync(buffer.AsMemory(0, read), _end.Token);
                    await Task.Delay(200, _end.Token);
                }

                break;
            }

            await server.WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }

        server.Close();
    }
}
