using Keywright.Audit;
using Keywright.Database;
using Keywright.Letters;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;
using Keywright.Users;

namespace Keywright.Sessions;

internal abstract record RotationResult
{
    private RotationResult()
    {
    }

    public sealed record Rotated(UserId UserId, string AccessToken, int ExpiresIn, string RefreshToken, int RefreshExpiresIn)
        : RotationResult;

    /// <summary>Refused; nothing was revoked.</summary>
    public sealed record Refused : RotationResult;

    /// <summary>A token of the past came back: its family was revoked.</summary>
    public sealed record Reused : RotationResult;
}

/// <summary>
/// Rotates the refresh token of a session. Within the grace a client that repeats itself gets the very same successor, so a lost answer or
/// twenty tabs at once sign nobody out; after it, a token of the past means that somebody has a copy, and the family ends.
/// </summary>
internal sealed class RotateSession(
    RefreshTokens tokens, SessionOptions options, Revocations revocations, Notices notices, AuditLog audit)
{
    public async ValueTask<RotationResult> Rotate(Tx tx, AuditOrigin origin, RefreshToken presented)
    {
        var refresh = tokens.New(presented.SessionId, presented.Generation + 1);
        var access = AccessToken.New(presented.SessionId);
        var rotated = await SessionStore.Rotate(tx, presented.SessionId, presented.Hash, new Rotation(
            refresh.Hash, access.Hash, tx.Now + options.AccessTokenLifetime, tx.Now + options.RefreshTokenLifetime,
            tokens.Seal(presented, refresh.Reveal() + " " + access.Reveal())));
        if (rotated is null)
        {
            return await Explain(tx, origin, presented);
        }

        var own = origin.By(rotated.UserId);
        await audit.Add(tx, own, new AuditEvent("token_refreshed", AuditCategory.Authentication, "Refresh the session")
        {
            UserId = rotated.UserId,
            SessionId = presented.SessionId,
        });
        return Result(tx, rotated, access.Reveal(), refresh.Reveal());
    }

    private async ValueTask<RotationResult> Explain(Tx tx, AuditOrigin origin, RefreshToken presented)
    {
        if (await SessionStore.FindRefresh(tx, presented.SessionId) is not { Status: "active" } state || state.ExpiresAt <= tx.Now)
        {
            return new RotationResult.Refused();
        }

        return state.Family.Judge(tokens, presented, tx.Now, options.RefreshGrace) switch
        {
            StaleToken.Repeated => await Repeat(tx, presented, state),
            StaleToken.Reused => await EndFamily(tx, origin, presented.SessionId, state.UserId),
            _ => new RotationResult.Refused(),
        };
    }

    private async ValueTask<RotationResult> Repeat(Tx tx, RefreshToken presented, RefreshState state)
    {
        if (await UserStore.Find(tx, state.UserId) is not { Status: UserStatus.Active }
            || tokens.Open(presented, state.Family.Successor!)?.Split(' ') is not [var refresh, var access])
        {
            return new RotationResult.Refused();
        }

        return Result(tx, state, access, refresh);
    }

    private async ValueTask<RotationResult> EndFamily(Tx tx, AuditOrigin origin, SessionId session, UserId user)
    {
        _ = await SessionStore.MarkSuspicious(tx, session);
        if (!await SessionStore.End(tx, revocations, session, RevokedBy.Security))
        {
            // Of two copies at once one ends the family, and is told of.
            return new RotationResult.Reused();
        }

        await audit.Add(tx, origin, new AuditEvent(
            "refresh_token_reused", AuditCategory.Security, "End a session whose refresh token was copied")
        {
            UserId = user,
            SessionId = session,
            Failed = true,
            ResultCode = "refresh_token_reused",
            ResourceType = "session",
            ResourceId = session.ToString(),
            Severity = AuditSeverity.Critical,
        });
        await notices.TokenReused(tx, user, new NoticeOrigin(origin.Address));
        return new RotationResult.Reused();
    }

    private static RotationResult Result(Tx tx, RefreshState state, string access, string refresh) => new RotationResult.Rotated(
        state.UserId, access, Seconds(state.AccessExpiresAt!.Value - tx.Now), refresh, Seconds(state.ExpiresAt - tx.Now));

    private static int Seconds(TimeSpan span) => (int)Math.Ceiling(span.TotalSeconds);
}
