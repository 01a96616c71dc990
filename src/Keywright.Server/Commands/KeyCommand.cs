using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright key …</c>: the keys that tokens are signed with, and the master key.</summary>
internal static class KeyCommand
{
    private static readonly Column<KeywrightKey>[] Columns =
    [
        new("id", key => key.Id),
        new("algorithm", key => key.Algorithm),
        new("status", key => key.Status),
        new("created_at", key => key.CreatedAt),
        new("activates_at", key => key.ActivatesAt),
        new("retired_at", key => key.RetiredAt),
        new("expires_at", key => key.ExpiresAt),
    ];

    public static Command Create(CommandContext context) => new(
        "key", "Look after the keys that tokens are signed with, and the master key.")
    {
        List(context), Rotate(context), KeyRotateMaster.Create(context),
    };

    private static Command List(CommandContext context)
    {
        var list = new Command("list", "List the keys that tokens are signed with, newest first.");
        context.RunOnDatabase(list, async (host, _, output, ct) =>
        {
            output.Many(await host.Keys.ListAsync(ct), Columns);
            return ExitCode.Ok;
        });

        return list;
    }

    private static Command Rotate(CommandContext context)
    {
        var now = new Option<bool>("--now") { Description = "Sign with it at once, not a day later." };
        var algorithm = new Option<string?>("--algorithm") { Description = "Only the key of this algorithm: ES256, RS256 or PS256." };
        _ = algorithm.AcceptOnlyFromAmong("ES256", "RS256", "PS256");
        var rotate = new Command(
            "rotate",
            "Publish the next key that tokens are signed with, of each algorithm in use. Servers do so by themselves: Keys:RotateAfter.")
        {
            now, algorithm,
        };
        context.RunOnDatabase(rotate, async (host, parsed, output, ct) =>
        {
            var keys = parsed.GetValue(algorithm) is { } one
                ? [await host.Keys.RotateAsync(one, parsed.GetValue(now), ct)]
                : await host.Keys.RotateAllAsync(parsed.GetValue(now), ct);
            foreach (var key in keys)
            {
                output.Say(key.Status == "active"
                    ? $"Tokens are signed with {key.Id}."
                    : $"{key.Id} is published, and signs from {key.ActivatesAt.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'} on.");
            }

            if (output.Json)
            {
                output.Many(keys, Columns);
            }

            return ExitCode.Ok;
        });

        return rotate;
    }
}
