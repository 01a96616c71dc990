using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd.Email;

/// <summary>aiosmtpd as a process of its own, with a certificate that only those trust who are told to.</summary>
public sealed class MailServer : IDisposable
{
    public const string User = "mailer";
    public const string Password = "s3cret pass";

    private readonly TemporaryDirectory _directory = new();
    private readonly string _mode;
    private Process? _process;

    public MailServer(string mode)
    {
        _mode = mode;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportECPrivateKeyPem());

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public string Certificate => _directory.File("certificate.pem");

    private string Key => _directory.File("key.pem");

    /// <summary>The mails that it took, oldest first.</summary>
    public IReadOnlyList<string> Mails =>
        [.. Directory.GetFiles(_directory.Path, "*.eml").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    public async Task Start()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Email", "smtp_server.py");
        var port = Port.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, _directory.Path, port, _mode, Certificate, Key])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.StartsWith("ready", await _process.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
    }

    public void Stop() => _process!.Kill();

    public void Configure(Installation installation, string tls)
    {
        installation.Environment["KEYWRIGHT_Mail__From"] = "Example <accounts@example.com>";
        installation.Environment["KEYWRIGHT_Mail__Smtp__Host"] = "localhost";
        installation.Environment["KEYWRIGHT_Mail__Smtp__Port"] = Port.ToString(CultureInfo.InvariantCulture);
        installation.Environment["KEYWRIGHT_Mail__Smtp__User"] = User;
        installation.Environment["KEYWRIGHT_Mail__Smtp__Password"] = Password;
        installation.Environment["KEYWRIGHT_Mail__Smtp__Tls"] = tls;
        installation.Environment["SSL_CERT_FILE"] = Certificate;
    }

    /// <summary>Waits for so many mails.</summary>
    public async Task<IReadOnlyList<string>> Wait(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (Mails.Count < count)
        {
            await Task.Delay(20, patience.Token);
        }

        return Mails;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _directory.Dispose();
    }
}
