using System.CommandLine;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Server.Commands;

/// <summary>
/// How a command is told a password: on standard input, typed twice at a terminal, or made here. Never as an argument, which every user of
/// the machine could read in the list of processes.
/// </summary>
internal sealed class PasswordInput
{
    // No letter that is taken for another one: these are read out and typed.
    private const string Letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Length = 20;
    private const int MostBytes = 4096;

    private readonly Option<bool> _stdin = new("--password-stdin") { Description = "Read the password from standard input: one line." };

    private readonly Option<bool> _generate = new("--generate") { Description = "Make a password, and print it this once." };

    public void AddTo(Command command)
    {
        command.Add(_stdin);
        command.Add(_generate);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_stdin) && result.GetValue(_generate))
            {
                result.AddError("--password-stdin and --generate exclude each other.");
            }
        });
    }

    public bool IsGenerated(ParseResult parsed) => parsed.GetValue(_generate);

    /// <summary>The password, or why there is none.</summary>
    public async Task<(string? Password, Refusal? Refusal)> Read(
        KeywrightOptions options, ParseResult parsed, Output output, CancellationToken ct)
    {
        if (parsed.GetValue(_generate))
        {
            return (RandomNumberGenerator.GetString(Letters, Math.Max(Length, options.Passwords.MinLength)), null);
        }

        if (parsed.GetValue(_stdin))
        {
            return await OneLine(ct) is { } line
                ? (line, null)
                : (null, Refusal.Failed("Standard input does not hold one line of UTF-8 text: no password was read."));
        }

        if (!Terminal.IsPresent)
        {
            return (null, Refusal.Usage("There is no terminal to ask for the password: add --password-stdin or --generate."));
        }

        var first = Terminal.AskHidden(output, "Password: ");
        return Terminal.AskHidden(output, "Again: ") == first
            ? (first, null)
            : (null, Refusal.Failed("The two passwords are not the same: nothing was changed."));
    }

    private static async Task<string?> OneLine(CancellationToken ct)
    {
        await using var input = Console.OpenStandardInput();
        var bytes = new byte[MostBytes];
        var length = await input.ReadAtLeastAsync(bytes, MostBytes, throwOnEndOfStream: false, ct);
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
            text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;

            // More than a line is not what was meant: a part of it must not silently become the password.
            return length == MostBytes || text.Length == 0 || text.AsSpan().ContainsAny('\r', '\n') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
