using Keywright.Email;
using Keywright.Tests.Support;

namespace Keywright.Tests.Email;

/// <summary>Mail as files: complete, and for their owner only.</summary>
public sealed class MailDropTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_mail_is_a_file_that_only_its_owner_may_read()
    {
        var drop = _directory.File("mail");
        var sender = new MailDrop(new MailSettings(new("", "no-reply@localhost"), drop, new SmtpOptions()));
        var mail = new EmailMessage(
            new Guid("01938f2e-0000-7000-8000-00000000abcd"), new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
            "ada@example.com", "Hello", "Hello.\r\n", "<p>Hello.</p>\r\n");

        await sender.SendAsync(mail, CancellationToken.None);
        await sender.SendAsync(mail, CancellationToken.None);

        var file = Assert.Single(Directory.GetFiles(drop));
        Assert.Equal("20261121-120000-01938f2e00007000800000000000abcd.eml", Path.GetFileName(file));
        var text = await File.ReadAllTextAsync(file);
        Assert.StartsWith("From: no-reply@localhost\r\nTo: ada@example.com\r\n", text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(drop));
        }
    }

    [Fact]
    public async Task What_is_no_address_is_refused_for_good()
    {
        var sender = new MailDrop(new MailSettings(new("", "no-reply@localhost"), _directory.File("mail"), new SmtpOptions()));
        var mail = new EmailMessage(Guid.Empty, default, "ada@example.com\r\nBcc: eve@example.com", "Hello", "", "");

        _ = await Assert.ThrowsAsync<EmailRefusedException>(() => sender.SendAsync(mail, CancellationToken.None));
    }
}
