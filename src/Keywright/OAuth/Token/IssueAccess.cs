using Keywright.Database;
using Keywright.OAuth.Clients;
using Keywright.Roles;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Token;

/// <summary>Decides what an access token is and until when; an opaque one gets its row.</summary>
internal sealed class IssueAccess(OAuthOptions options, Scopes scopes, TimeProvider clock)
{
    /// <summary>Within the unit of work that decides whether there is one.</summary>
    public async ValueTask<Granted> Issue(Tx tx, AccessPlan plan)
    {
        // The client may have lost some since they were granted.
        plan = plan with { Scopes = scopes.Left(plan.Client, plan.Scopes) };
        var granted = Of(plan, Guid.CreateVersion7(tx.Now), tx.Now) with { Roles = await RolesIn(tx, plan) };
        if (plan.Client.AccessTokenFormat != "opaque")
        {
            return granted;
        }

        var token = SecretToken.New(TokenKind.OAuthAccess);
        await OAuthTokenStore.Add(tx, token.Hash, granted);
        return granted with { Opaque = token.Reveal() };
    }

    /// <summary>Without a unit of work: for a client that acts for itself.</summary>
    public Granted IssueSigned(AccessPlan plan)
    {
        var now = Instants.Cut(clock.GetUtcNow());
        return Of(plan, Guid.CreateVersion7(now), now);
    }

    public TimeSpan LifetimeFor(OAuthClient client) => client.AccessTokenLifetime ?? options.AccessTokenLifetime;

    public DateTimeOffset EndOf(AccessPlan plan, DateTimeOffset now) =>
        now + LifetimeFor(plan.Client) is var end && plan.NotAfter < end ? plan.NotAfter.Value : end;

    // Tokens without the scope tell of no roles.
    private static async ValueTask<IReadOnlyList<Role>> RolesIn(Tx tx, AccessPlan plan) =>
        plan.User is { } user && plan.Scopes.Contains(Scopes.Roles, StringComparer.Ordinal)
            ? (await RoleStore.Held(tx, user, plan.Grant?.IsByPasskey ?? false)).InForce
            : [];

    private Granted Of(AccessPlan plan, Guid id, DateTimeOffset now) => new(plan.Client, id, now, EndOf(plan, now))
    {
        Scopes = plan.Scopes,
        Audience = plan.Audience,
        Grant = plan.Grant,
        User = plan.User,
        Actor = plan.Actor,
        KeyThumbprint = plan.KeyThumbprint,
    };
}
