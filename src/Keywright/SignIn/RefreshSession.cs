using Keywright.Account;
using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Passkeys;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>
/// POST /refresh: a new access token and a new refresh token for the current one, which works once. A copy used later ends the session
/// (RFC 9700 §4.14.2). A cookie session is moved on instead.
/// </summary>
internal sealed class RefreshSession(
    KeywrightDatabase database, RotateSession rotation, RefreshTokens tokens, RateLimiter limiter, SessionOptions options,
    CredentialSettings credentials, SessionCookies cookies, ClientAddress addresses) : IUseCase<RefreshSession.Request>
{
    public sealed record Request(string? RefreshToken);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (request.RefreshToken is null)
        {
            return PresentedToken.From(call.Http, credentials, addresses) is not { Kind: CallerKind.SessionCookie } cookie
                    ? Problems.Invalid("refresh_token", "Send the refresh token, or a session cookie.")
                : call.CallerOrNull is { Kind: CallerKind.SessionCookie, SessionId: { } session } ? await Extend(call, session, cookie.Text)
                : Refused();
        }

        if (credentials.Guard == SessionGuard.Session || RefreshToken.Parse(request.RefreshToken) is not { } token)
        {
            return Refused();
        }

        var (rotated, user, limited) = await database.Write<(RotationResult?, UserView?, RateLimitState?)>(async tx =>
        {
            // Only a token of ours counts: a made-up one must not use up a stranger's limit.
            var limit = tokens.IsGenuine(token) ? await limiter.Take(tx, RateLimit.Refresh, token.SessionId.ToString()) : null;
            if (limit is { Allowed: false })
            {
                return (null, null, limit);
            }

            var result = await rotation.Rotate(tx, call.Origin(), token);
            return (result, result is RotationResult.Rotated done ? await View(tx, done.UserId, token.SessionId) : null, limit);
        }, call.Ct);

        return limited is not null && limiter.Answer(call, limited) is { } wait ? wait : rotated switch
        {
            RotationResult.Rotated done when user is not null => Answers.Ok(Body(done, token.SessionId, user)),
            RotationResult.Reused => Problems.Of(
                ProblemCode.RefreshTokenReused, "This refresh token was used before, so its session was ended. Sign in again."),
            _ => Refused(),
        };
    }

    private static IResult Refused() => Problems.Of(ProblemCode.InvalidRefreshToken, "The refresh token does not work. Sign in again.");

    private static async ValueTask<UserView?> View(Tx tx, UserId id, SessionId session)
    {
        if (await UserStore.Find(tx, id) is not { } user)
        {
            return null;
        }

        var roles = await RoleStore.Held(tx, user);
        var byPasskey = roles.LackTwoFactors
            && await SessionStore.Find(tx, session) is { } begun && LoginMethod.HasPasskey(begun.LoginMethod)
            && (await PasskeyStore.List(tx, id)).Count > 0;
        return UserView.Of(user, byPasskey ? new HeldRoles(roles.All, hasTwoFactors: true) : roles);
    }

    private Authenticated Body(RotationResult.Rotated done, SessionId session, UserView user) => new()
    {
        TokenType = credentials.Scheme,
        AccessToken = done.AccessToken,
        ExpiresIn = done.ExpiresIn,
        RefreshToken = done.RefreshToken,
        RefreshExpiresIn = done.RefreshExpiresIn,
        SessionId = session.Value,
        User = user,
    };

    private async Task<IResult> Extend(Call call, SessionId session, string presented)
    {
        var (left, remember, user, limit) = await database.Write<(int, bool, UserView?, RateLimitState)>(async tx =>
        {
            var limit = await limiter.Take(tx, RateLimit.Refresh, session.ToString());
            if (!limit.Allowed)
            {
                return (0, false, null, limit);
            }

            var found = await CredentialLookup.ByCookie(tx, SecretToken.Parse(TokenKind.SessionCookie, presented)!.Hash);
            var lifetime = found?.SlidingLifetime ?? options.Lifetime;
            var extended = await SessionStore.Extend(tx, session, tx.Now + lifetime);
            var left = extended is null ? 0 : (int)(extended.ExpiresAt - tx.Now).TotalSeconds;
            return (left, found?.Remember ?? false, extended is null ? null : await View(tx, extended.UserId, session), limit);
        }, call.Ct);
        if (limiter.Answer(call, limit) is { } wait)
        {
            return wait;
        }

        if (user is null)
        {
            return Refused();
        }

        cookies.Set(call.Http, session, presented, remember);
        return Answers.Ok(new Authenticated { ExpiresIn = left, SessionId = session.Value, User = user });
    }
}
