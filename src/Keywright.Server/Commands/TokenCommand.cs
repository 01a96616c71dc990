using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright token …</c>: personal access tokens of any user.</summary>
internal static class TokenCommand
{
    private const int PageSize = 200;

    public static readonly Column<KeywrightToken>[] Columns =
    [
        new("id", token => token.Id),
        new("user_id", token => token.UserId),
        new("name", token => token.Name),
        new("abilities", token => token.Abilities),
        new("last_used_at", token => token.LastUsedAt),
        new("last_used_ip", token => token.LastUsedIp),
        new("expires_at", token => token.ExpiresAt),
        new("created_at", token => token.CreatedAt),
    ];

    public static Command Create(CommandContext context) => new("token", "Make, list and revoke personal access tokens.")
    {
        TokenCreate.Create(context), List(context), Revoke(context),
    };

    private static Command List(CommandContext context)
    {
        var name = UserArgument.Create();
        var list = new Command("list", "List a user's tokens that still work, newest first.") { name };
        context.RunOnDatabase(list, async (host, parsed, output, ct) =>
        {
            if (await name.Find(host, parsed, output, ct) is not { } user)
            {
                return ExitCode.Failed;
            }

            var all = await Paging.All((KeywrightToken? last) => host.Tokens.ListAsync(user.Id, last?.Id, PageSize, ct), PageSize);
            output.Many(all, [.. Columns.Where(column => output.Json || column.Name != "user_id")]);
            return ExitCode.Ok;
        });

        return list;
    }

    private static Command Revoke(CommandContext context)
    {
        var id = new Argument<Guid>("token")
        {
            Description = "Its id, from token list.",
            CustomParser = result => Ids.Parse(result, "a token", "keywright token list USER"),
        };
        var revoke = new Command("revoke", "Revoke a token: every server refuses it from the next request on.") { id };
        context.RunOnDatabase(revoke, async (host, parsed, output, ct) =>
        {
            var token = parsed.GetRequiredValue(id);
            if (!await host.Tokens.RevokeAsync(token, ct))
            {
                return output.Fail(Refusal.Failed($"There is no token {token} that still works."));
            }

            output.Done(token, $"Token {token} is revoked.", new("id", row => row), new("revoked", _ => true));
            return ExitCode.Ok;
        });

        return revoke;
    }
}
