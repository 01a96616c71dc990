using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.External;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Sessions.Risk;
using Keywright.SignIn;
using Keywright.Users;

namespace Keywright.ExternalSignIn;

/// <summary>What follows a proven identity: its user's session, or the exchange that gives one.</summary>
internal sealed class CompleteExternal(
    ExternalUsers users, SecondFactor secondFactor, VerificationRule verification, ProviderTokens tokens, SessionCookies cookies,
    AssessRisk risks, AuditLog audit)
{
    public static readonly TimeSpan ExchangeLifetime = TimeSpan.FromSeconds(60);

    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Started(StartedSession Session) : Outcome;

        public sealed record Exchange(string Token) : Outcome;

        public sealed record Refused(string Code) : Outcome;
    }

    public async ValueTask<Outcome> Run(
        Tx tx, Call call, ExternalProvider provider, ExternalAttempt attempt, ExternalIdentity identity, ExchangeBinding binding)
    {
        var (user, refusal) = await Find(tx, call, provider, identity);
        if (user is null || Refuse(user, tx.Now) is { } closed && (refusal = closed) is not null)
        {
            await audit.Add(tx, call.Origin(), ExternalEvents.Failed(user?.Id, provider.Name, refusal!));
            return new Outcome.Refused(refusal!);
        }

        var wanted = await Request(tx, call, user, SessionMode.Cookie, provider.Name);
        if (risks.MustRefuse(wanted.Risk!))
        {
            await audit.Add(tx, call.Origin(), ExternalEvents.Failed(user.Id, provider.Name, "risk_refused"));
            return new Outcome.Refused("provider_failed");
        }

        // In cookie mode the session is there when the page is; a second factor is asked for by the page, through the exchange.
        if (attempt.Mode == "cookie" && user.TwoFactorAt is null && !risks.MustStepUp(wanted.Risk!))
        {
            return await secondFactor.Next(tx, call.Origin(), user, wanted) is SignInOutcome.Started started
                ? new Outcome.Started(started.Session)
                : new Outcome.Refused("provider_failed");
        }

        var token = SecretToken.New(TokenKind.ExternalExchange);
        _ = await ExternalExchangeStore.Add(
            tx, token.Hash, binding.Hash, new ExternalExchange(user.Id, provider.Name, attempt.Mode), tx.Now + ExchangeLifetime);
        return new Outcome.Exchange(token.Reveal());
    }

    /// <summary>Why a user may not sign in, as the application is told, or null.</summary>
    public string? Refuse(User user, DateTimeOffset now) =>
        user.Status != UserStatus.Active ? "account_" + user.Status.Word()
        : user is { LockedByAdmin: true, LockedUntil: { } until } && until > now ? "account_locked"
        : verification.IsRequired && user.EmailVerifiedAt is null ? "email_unverified"
        : null;

    public async ValueTask<SessionRequest> Request(Tx tx, Call call, User user, SessionMode mode, string provider)
    {
        var token = SecretToken.Parse(TokenKind.Device, cookies.Device(call.Http));
        var device = token is null ? null : await DeviceStore.Find(tx, user.Id, token.Hash);
        var client = ClientTraits.Of(call, null);
        return new SessionRequest(mode, Remember: false, client, "external:" + provider)
        {
            Risk = await AssessRisk.Run(tx, user.Id, client, device is not null, failures: 0),
            KnownDevice = device is { } known ? new KnownDevice(known, token) : null,
        };
    }

    private async ValueTask<(User? User, string? Refusal)> Find(
        Tx tx, Call call, ExternalProvider provider, ExternalIdentity identity)
    {
        if (await ExternalAccountStore.Hold(tx, identity) is not { } account)
        {
            return await users.Add(tx, call, provider, identity);
        }

        await UserStore.Hold(tx, account.UserId);
        _ = await ExternalAccountStore.Use(tx, account.Id, identity.Email, tokens.Seal(account.Id, identity.Tokens));
        return (await UserStore.Find(tx, account.UserId), "account_deleted");
    }
}
