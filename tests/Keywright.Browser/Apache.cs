using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;

namespace Keywright.Browser;

/// <summary>
/// Debian's Apache with its OpenID Connect module, as a process of its own: who wants to read the pages of members signs in with us.
/// </summary>
internal sealed class Apache : IDisposable
{
    private const string Modules = "/usr/lib/apache2/modules";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string[] Names =
        ["mpm_event", "authn_core", "authz_core", "authz_user", "mime", "dir", "include", "auth_openidc"];

    private readonly TemporaryDirectory _directory = new();
    private readonly int _port;
    private Process? _process;

    public Apache(int port)
    {
        _port = port;
        var pages = Directory.CreateDirectory(Path.Combine(_directory.Path, "pages", "members"));
        File.WriteAllText(Path.Combine(pages.FullName, "index.shtml"), """
            <!doctype html><title>Members</title><h1>Hello <!--#echo var="OIDC_CLAIM_email" --></h1>
            <p id="name"><!--#echo var="OIDC_CLAIM_name" --></p><p id="subject"><!--#echo var="REMOTE_USER" --></p>
            """);
        File.WriteAllText(Path.Combine(pages.Parent!.FullName, "bye.html"), "<!doctype html><title>Bye</title><h1>Signed out</h1>");
        // Started by root, it reads pages as somebody who may do nothing else.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_directory.Path, (UnixFileMode)Convert.ToInt32("755", 8));
        }
    }

    public string Origin => "http://localhost:" + _port.ToString(CultureInfo.InvariantCulture);

    public string Members => Origin + "/members/";

    public string Callback => Origin + "/members/callback";

    public string Bye => Origin + "/bye.html";

    public string SignOut => $"{Callback}?logout={Uri.EscapeDataString(Bye)}";

    public async Task Start(string issuer, JsonObject client)
    {
        var configuration = _directory.File("httpd.conf");
        await File.WriteAllTextAsync(configuration, Configuration(issuer, (string)client["client_id"]!, (string)client["client_secret"]!));
        _process = Process.Start(new ProcessStartInfo("/usr/sbin/apache2", ["-f", configuration, "-X"]))!;
        var since = Stopwatch.GetTimestamp();
        while (!await Answers())
        {
            Assert.False(_process.HasExited || Stopwatch.GetElapsedTime(since) > Patience, "Apache did not come up:\n" + Log());
            await Task.Delay(50);
        }
    }

    /// <summary>What it complained of.</summary>
    public string Log() => File.Exists(_directory.File("error.log")) ? File.ReadAllText(_directory.File("error.log")) : "";

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            // SIGTERM: it gives its shared memory back.
            Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                _process.Kill();
            }
        }

        _process?.Dispose();
        _directory.Dispose();
    }

    private string Configuration(string issuer, string clientId, string secret) => $"""
        ServerRoot "{_directory.Path}"
        DefaultRuntimeDir "{_directory.Path}"
        ServerName localhost
        Listen 127.0.0.1:{_port}
        PidFile "{_directory.File("apache.pid")}"
        ErrorLog "{_directory.File("error.log")}"
        User nobody
        Group nogroup
        {string.Join('\n', Names.Select(name => $"LoadModule {name}_module {Modules}/mod_{name}.so"))}
        TypesConfig /dev/null
        AddType text/html .html .shtml
        AddOutputFilter INCLUDES .shtml
        DocumentRoot "{_directory.File("pages")}"
        DirectoryIndex index.shtml
        <Directory "{_directory.File("pages")}">
          Options +Includes
          Require all granted
        </Directory>
        OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
        OIDCClientID {clientId}
        OIDCClientSecret {secret}
        OIDCProviderTokenEndpointAuth client_secret_basic
        OIDCPKCEMethod S256
        OIDCScope "openid email profile"
        OIDCRemoteUserClaim sub
        OIDCRedirectURI {Callback}
        OIDCCryptoPassphrase {RandomNumberGenerator.GetHexString(32)}
        <Location /members/>
          AuthType openid-connect
          Require valid-user
        </Location>

        """;

    private async Task<bool> Answers()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
