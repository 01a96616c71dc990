using System.Globalization;
using Keywright.Database.Sqlite;

namespace Keywright.Email;

/// <summary>
/// Mail as files that any mail program opens, where no server is set: for trials, tests and machines without mail. They hold live links:
/// only their owner may read them.
/// </summary>
internal sealed class MailDrop(MailSettings settings) : IEmailSender
{
    public async Task SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        var to = MailAddressText.Parse(message.To) ?? throw new EmailRefusedException("This is not an address that mail can be sent to.");
        PrivateFile.CreateDirectory(settings.DropDirectory);
        var time = message.CreatedAt.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var path = Path.Combine(settings.DropDirectory, $"{time}-{message.Id:N}.eml");

        // Under its name it is complete: whoever watches the directory never reads half a mail.
        var temporary = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new FileStream(temporary, options))
        {
            await file.WriteAsync(MimeMessage.Build(message, settings.From, to), cancellationToken);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
