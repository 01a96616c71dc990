using System.CommandLine;
using System.Security.Cryptography;
using Keywright.Maintenance;
using Keywright.Security.Keys;

namespace Keywright.Server.Commands;

/// <summary><c>keywright key rotate-master</c>: everything encrypted anew, under another master key, while servers run.</summary>
internal static class KeyRotateMaster
{
    private static readonly Column<Reencrypted>[] Columns =
    [
        new("column", done => done.Column),
        new("rows", done => done.Rows),
        new("unreadable", done => done.Unreadable),
    ];

    public static Command Create(CommandContext context)
    {
        var from = new Option<string>("--new") { Description = "Put the key of this file in front of those of the key file." };
        var generate = new Option<bool>("--generate") { Description = "Put a random key there." };
        var rotate = new Command(
            "rotate-master",
            "Encrypt everything with the first configured master key, or with a new one. Run it again to go on where it stopped.")
        {
            from, generate,
        };
        rotate.Validators.Add(result =>
        {
            if (result.GetValue(generate) && result.GetValue(from) is not null)
            {
                result.AddError("--new and --generate exclude each other.");
            }
        });
        context.RunOnDatabase(rotate, async (host, parsed, output, ct) =>
        {
            var path = parsed.GetValue(from);
            var wanted = path is null && !parsed.GetValue(generate) ? host.MasterKey.Fingerprint : Prepend(host.Options, path);
            if (await host.RotateMasterKey.SwitchTo(wanted, ct))
            {
                output.Say($"The database belongs to the master key {wanted} from now on.");
            }

            var done = await host.RotateMasterKey.EncryptAnew(ct);
            output.Many(done, Columns);
            output.Say("Keep the former key until the sessions of today have ended: refresh tokens name it.");
            return done.All(column => column.Unreadable == 0) ? ExitCode.Ok : output.Fail(Refusal.Failed(
                "Some values are under a master key that is not configured: add it to Keys:PreviousMasterKeys and run this again."));
        });

        return rotate;
    }

    /// <summary>Puts the new key into the key file, where running servers look for keys that they do not know.</summary>
    private static string Prepend(KeywrightOptions options, string? path)
    {
        if (new MasterKeySource(options.Keys, options.Data).File is not { } file)
        {
            throw new MasterKeyException(
                "Keys:MasterKey holds the key itself, which this command can't change. On every node set Keys:MasterKey to the new key and "
                + "Keys:PreviousMasterKeys to the present one, then run: keywright key rotate-master");
        }

        var secret = path is null ? RandomNumberGenerator.GetBytes(MasterKey.MinLength) : MasterKeyText.Resolve(path, "--new")[0];
        MasterKeyFile.Prepend(file, secret);
        return new MasterKey(secret).Fingerprint;
    }
}
