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

    /// <summary>Called with what the client sends; false cuts the connection before the server got it, or <see cref="CutAfter"/>.</summary>
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
                await new Line(this, client, server).Run();
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side may leave at any time.
            }
        }
    }

    /// <summary>One connection, which is cut on both sides at once.</summary>
    private sealed class Line(TcpProxy proxy, TcpClient client, TcpClient server)
    {
        private volatile bool _isCut;

        public Task Run() => Task.WhenAll(Up(), Down());

        private async Task Up()
        {
            var buffer = new byte[65536];
            for (int read; !_isCut && (read = await client.GetStream().ReadAsync(buffer, proxy._end.Token)) > 0;)
            {
                _ = Interlocked.Increment(ref proxy._sent);
                _isCut = !proxy.Allow(buffer.AsMemory(0, read));
                if (!_isCut || proxy.CutAfter)
                {
                    await server.GetStream().WriteAsync(buffer.AsMemory(0, read), proxy._end.Token);
                }
            }

            // Time for the server to do what it was told, before the client notices that it will not hear of it.
            await Task.Delay(_isCut && proxy.CutAfter ? 200 : 0, proxy._end.Token);
            Hang();
        }

        private async Task Down()
        {
            var buffer = new byte[65536];
            for (int read; (read = await server.GetStream().ReadAsync(buffer, proxy._end.Token)) > 0;)
            {
                if (!_isCut)
                {
                    await client.GetStream().WriteAsync(buffer.AsMemory(0, read), proxy._end.Token);
                }
            }

            Hang();
        }

        private void Hang()
        {
            client.Close();
            server.Close();
        }
    }
}
