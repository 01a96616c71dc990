using Keywright.Account;
using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Letters;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Sessions.Risk;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>How somebody proved who they are, and what kind of session they want.</summary>
internal sealed record SessionRequest(SessionMode Mode, bool Remember, ClientTraits Client, string Method)
{
    /// <summary>The device that signed in before, with its token.</summary>
    public KnownDevice? KnownDevice { get; init; }

    /// <summary>Set when the user lets this device skip the second factor.</summary>
    public DateTimeOffset? TrustDeviceUntil { get; init; }

    /// <summary>How unlike the user's other sign-ins this one is, where that was judged before.</summary>
    public RiskVerdict? Risk { get; init; }

    /// <summary>A registration: nobody need be told that its device is new.</summary>
    public bool IsFirst { get; init; }
}

/// <summary>A device that signed in before. Without its token, which a challenge does not keep, it gets a new one.</summary>
internal sealed record KnownDevice(DeviceId Id, SecretToken? Token);

/// <summary>A session that has begun, with its secrets in plain for the one answer that carries them.</summary>
internal sealed record StartedSession(Authenticated Answer, SessionId Id, string? Cookie, string DeviceToken, bool Remember);

/// <summary>Begins a session for a user who has proved who they are: the one place where sessions are made.</summary>
internal sealed class StartSession(
    RefreshTokens refreshTokens, SessionOptions options, CredentialSettings credentials, SessionCookies cookies, AssessRisk risks,
    Notices notices, AuditLog audit)
{
    private static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(180);

    /// <summary>Adds the session, its device and the audit event in the caller's unit of work.</summary>
    public async ValueTask<StartedSession> Begin(Tx tx, AuditOrigin origin, User user, SessionRequest request)
    {
        var risk = request.Risk ?? (request.IsFirst
            ? RiskVerdict.None
            : await AssessRisk.Run(tx, user.Id, request.Client, request.KnownDevice is not null));
        request = request with { Risk = risk };
        if (risks.MustNotify(risk))
        {
            await notices.SignIn(tx, user, request.Client.Notice() with { Reasons = risk.Reasons });
        }

        var (device, deviceToken) = await Device(tx, user, request);
        var id = tx.NewId<SessionId>();
        var started = request.Mode == SessionMode.Token
            ? await BeginTokens(tx, id, user, request, device, deviceToken)
            : await BeginCookie(tx, id, user, request, device, deviceToken);
        await audit.Add(tx, origin, new AuditEvent("session_started", AuditCategory.Authentication, "Begin a session")
        {
            UserId = user.Id,
            SessionId = id,
            ResourceType = "session",
            ResourceId = id.ToString(),
            RiskScore = risk.Score,
            MetadataJson = JsonText.Object(
                ("mode", request.Mode == SessionMode.Token ? "token" : "cookie"), ("login_method", request.Method),
                ("device", device.ToString()), ("known_device", request.KnownDevice is null ? "no" : "yes")),
        });
        return started;
    }

    /// <summary>Sets the cookies, where there are any, and gives the body of the answer.</summary>
    public Authenticated Deliver(HttpContext context, StartedSession started)
    {
        if (started.Cookie is { } cookie)
        {
            cookies.Set(context, started.Id, cookie, started.Remember);
            cookies.SetDevice(context, started.DeviceToken, DeviceLifetime);
        }

        return started.Answer;
    }

    private static async ValueTask<(DeviceId Device, string Token)> Device(Tx tx, User user, SessionRequest request)
    {
        var token = request.KnownDevice?.Token ?? SecretToken.New(TokenKind.Device);
        var id = request.KnownDevice?.Id ?? tx.NewId<DeviceId>();
        if (request.KnownDevice is null)
        {
            _ = await DeviceStore.Add(tx, id, user.Id, token.Hash, request.Client.DeviceName, tx.Now + DeviceLifetime);
        }
        else
        {
            await DeviceStore.Seen(tx, id, tx.Now + DeviceLifetime);
            await (request.KnownDevice.Token is null ? DeviceStore.Renew(tx, id, token.Hash) : ValueTask.CompletedTask);
        }

        await (request.TrustDeviceUntil is { } until ? DeviceStore.Trust(tx, id, until) : ValueTask.CompletedTask);
        return (id, token.Reveal());
    }

    private async ValueTask<StartedSession> BeginTokens(
        Tx tx, SessionId id, User user, SessionRequest request, DeviceId device, string deviceToken)
    {
        var access = AccessToken.New(id);
        var refresh = refreshTokens.New(id, generation: 0);
        var absolute = tx.Now + options.AbsoluteLifetime;
        var refreshEnds = Earlier(tx.Now + options.RefreshTokenLifetime, absolute);
        var accessEnds = Earlier(tx.Now + options.AccessTokenLifetime, refreshEnds);
        _ = await SessionStore.Add(tx, Row(tx, id, user, request, device, options.RefreshTokenLifetime) with
        {
            AccessHash = access.Hash,
            AccessExpiresAt = accessEnds,
            RefreshHash = refresh.Hash,
            ExpiresAt = refreshEnds,
        });
        var answer = new Authenticated
        {
            TokenType = credentials.Scheme,
            AccessToken = access.Reveal(),
            ExpiresIn = Seconds(accessEnds - tx.Now),
            RefreshToken = refresh.Reveal(),
            RefreshExpiresIn = Seconds(refreshEnds - tx.Now),
            SessionId = id.Value,
            DeviceToken = deviceToken,
            User = UserView.Of(user, await RoleStore.Held(tx, user, LoginMethod.HasPasskey(request.Method))),
        };
        return new StartedSession(answer, id, null, deviceToken, request.Remember);
    }

    private async ValueTask<StartedSession> BeginCookie(
        Tx tx, SessionId id, User user, SessionRequest request, DeviceId device, string deviceToken)
    {
        var cookie = SecretToken.New(TokenKind.SessionCookie);
        var lifetime = request.Remember ? options.RememberLifetime : options.Lifetime;
        var ends = Earlier(tx.Now + lifetime, tx.Now + options.AbsoluteLifetime);
        _ = await SessionStore.Add(tx, Row(tx, id, user, request, device, lifetime) with { CookieHash = cookie.Hash, ExpiresAt = ends });
        var answer = new Authenticated
        {
            ExpiresIn = Seconds(ends - tx.Now),
            SessionId = id.Value,
            User = UserView.Of(user, await RoleStore.Held(tx, user, LoginMethod.HasPasskey(request.Method))),
        };
        return new StartedSession(answer, id, cookie.Reveal(), deviceToken, request.Remember);
    }

    private NewSession Row(Tx tx, SessionId id, User user, SessionRequest request, DeviceId device, TimeSpan lifetime) =>
        new(id, user.Id, request.Mode, request.Client, request.Method)
        {
            DeviceId = device,
            Lifetime = lifetime,
            Remember = request.Remember,
            Risk = request.Risk ?? RiskVerdict.None,
            IsSuspicious = request.Risk is { } risk && risks.MustStepUp(risk),
            AbsoluteExpiresAt = tx.Now + options.AbsoluteLifetime,
            // Whoever has just signed in has just proved who they are, by whatever means.
            PasswordConfirmedAt = tx.Now,
        };

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static int Seconds(TimeSpan span) => (int)Math.Ceiling(span.TotalSeconds);
}
