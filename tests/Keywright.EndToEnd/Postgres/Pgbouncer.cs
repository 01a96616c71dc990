using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Keywright.EndToEnd.Postgres;

/// <summary>pgbouncer in transaction mode before a server, with fewer server connections than it has clients.</summary>
internal sealed class Pgbouncer : IAsyncDisposable
{
    public const int ServerConnections = 4;

    private readonly string _directory = Directory.CreateTempSubdirectory("keywright-pgbouncer-").FullName;
    private readonly Process _process;

    private Pgbouncer(int serverPort)
    {
        Port = FreePort();
        var file = Path.Combine(_directory, "pgbouncer.ini");
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            postgres = host=127.0.0.1 port={serverPort} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = {ServerConnections}
            max_client_conn = 500
            """));
        // It does not run as root either.
        string[] arguments = Environment.UserName == "root" ? ["-q", "-u", "postgres", file] : ["-q", file];
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_directory, (UnixFileMode)0b111_101_101);
        }

        var start = new ProcessStartInfo(Program(), arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public int Port { get; }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres@127.0.0.1:{Port}/postgres");

    public static async Task<Pgbouncer> Start(int serverPort)
    {
        var pgbouncer = new Pgbouncer(serverPort);
        for (var i = 0; ; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, pgbouncer.Port);
                return pgbouncer;
            }
            catch (SocketException) when (i < 100 && !pgbouncer._process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string Program() => File.Exists("/usr/sbin/pgbouncer") ? "/usr/sbin/pgbouncer" : "pgbouncer";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
