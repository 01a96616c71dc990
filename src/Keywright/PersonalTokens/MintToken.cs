using Keywright.Audit;
using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Tokens;
using Keywright.Users;

namespace Keywright.PersonalTokens;

/// <summary>Makes a personal access token: what the HTTP API, the command line and the code API share.</summary>
internal sealed class MintToken(PersonalTokenOptions options, AuditLog audit)
{
    private const int LongestName = 255;
    private const int MostAbilities = 100;

    /// <summary>What is wrong with the wishes, by field; empty when nothing is.</summary>
    public Dictionary<string, string[]> Refuse(
        string? name, IReadOnlyList<string?>? abilities, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(name))
        {
            errors["name"] = ["Name the token, so that you know it again."];
        }
        else if (ProfileText.Refuse(name, LongestName) is { } reason)
        {
            errors["name"] = [reason];
        }

        if (abilities is { Count: > MostAbilities })
        {
            errors["abilities"] = [$"Use at most {MostAbilities} abilities; posts:* covers many."];
        }
        else if (abilities is not null && abilities.FirstOrDefault(ability => !Ability.IsValid(ability)) is var bad
            && abilities.Any(ability => !Ability.IsValid(ability)))
        {
            errors["abilities"] = [$"'{bad}' is no ability. {Ability.Rule}"];
        }
        else if (abilities?.FirstOrDefault(ability => !IsKnown(ability!)) is { } unknown)
        {
            errors["abilities"] = [$"'{unknown}' is not known here. Known are: {string.Join(", ", options.KnownAbilities)}."];
        }

        if (expiresAt is { } end && Instants.Cut(end) <= now)
        {
            errors["expires_at"] = ["The token would have expired already: choose a time to come."];
        }

        return errors;
    }

    /// <summary>Adds the token; the text is in the answer once and nowhere else.</summary>
    public async ValueTask<(PersonalToken Token, SecretToken Secret)> Add(
        Tx tx, AuditOrigin origin, TokenOwner owner, string name, IReadOnlyList<string>? abilities, DateTimeOffset? expiresAt)
    {
        var secret = SecretToken.New(TokenKind.PersonalAccess);
        var ends = expiresAt is { } wish ? Instants.Cut(wish) : tx.Now + options.Lifetime;
        var token = await PersonalTokenStore.Add(
            tx, owner, name.Trim(), secret.Hash, [.. (abilities ?? [.. options.DefaultAbilities]).Distinct()], ends);
        await audit.Add(tx, origin, PersonalTokenEvents.Created(token!));
        return (token!, secret);
    }

    private bool IsKnown(string ability) =>
        options.KnownAbilities.Count == 0
        || ability == "*"
        || options.KnownAbilities.Any(known => Ability.Covers(known, ability) || Ability.Covers(ability, known));
}
