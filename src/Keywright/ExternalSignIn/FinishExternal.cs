using Keywright.Audit;
using Keywright.Database;
using Keywright.External;
using Keywright.Http;
using Keywright.SignIn;

namespace Keywright.ExternalSignIn;

/// <summary>
/// GET /external/{provider}/callback: the browser comes back. Only the browser that began is heard, once; whatever comes of it, it goes on
/// to where it wanted, with a word of what went wrong. An answer that belongs to nothing is sent nowhere.
/// </summary>
internal sealed class FinishExternal(
    KeywrightDatabase database, ProviderDirectory directory, ProveIdentity prove, LinkAccount link, CompleteExternal complete,
    ExternalAttempts attempts, ExternalCookies cookies, ExternalSettings settings, StartSession sessions, AuditLog audit) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (settings.Find(call.Route("provider")) is not { } provider)
        {
            return ExternalRedirect.Unknown();
        }

        if (attempts.Open(cookies.AttemptOf(call.Http), provider.Name, call.Query("state")) is not { } attempt)
        {
            await database.Write(async tx =>
            {
                await audit.Add(tx, call.Origin(), ExternalEvents.Failed(null, provider.Name, "unknown_state"));
                return true;
            }, call.Ct);
            return Unknown();
        }

        // Before the provider is asked: of many callbacks at once, one asks.
        if (!await database.Write(tx => ExternalStateStore.Use(tx, attempt), call.Ct))
        {
            return Unknown();
        }

        cookies.ClearAttempt(call.Http);
        var proven = await Prove(call, provider, attempt);
        return proven.Identity is { } identity
            ? await Go(call, provider, attempt, identity)
            : await Fail(call, attempt, proven);
    }

    private static ProblemResult Unknown() => Problems.Of(
        ProblemCode.ExternalSignInFailed, "This sign-in was not begun in this browser, took too long, or is done already. Begin again.");

    private async Task<ProvenIdentity> Prove(Call call, ExternalProvider provider, ExternalAttempt attempt)
    {
        if (await directory.Find(provider, call.Ct) is not { } metadata)
        {
            return ProvenIdentity.Unavailable("discovery");
        }

        // RFC 9207 §2.4: another provider's answer must not have its code sent here, nor ours there.
        var issuer = call.Query("iss");
        if (issuer is null ? metadata.SendsIssuer : provider.IsOpenId && !IsIssuer(metadata, issuer))
        {
            return ProvenIdentity.Refused("iss");
        }

        if (call.Query("error") is { } error)
        {
            return error == "access_denied"
                ? new ProvenIdentity(null, error, error)
                : ProvenIdentity.Refused("error");
        }

        return call.Query("code") is { Length: <= 4096 } code
            ? await prove.Run(provider, attempt, code, call.Ct)
            : ProvenIdentity.Refused("code");
    }

    private static bool IsIssuer(ProviderMetadata metadata, string issuer) =>
        issuer == metadata.Issuer || metadata.Issuer.Contains(ProviderMetadata.Tenant, StringComparison.Ordinal);

    private async Task<IResult> Go(Call call, ExternalProvider provider, ExternalAttempt attempt, ExternalIdentity identity)
    {
        if (attempt.LinkUser is not null)
        {
            var refusal = await database.Write(tx => link.Run(tx, call, attempt, identity), call.Ct);
            return Answers.Redirect(refusal is null
                ? ReturnTo.With(attempt.ReturnTo, "linked", attempt.Provider)
                : ReturnTo.With(attempt.ReturnTo, "error", refusal));
        }

        var binding = ExchangeBinding.Of(attempt);
        var outcome = await database.Write(tx => complete.Run(tx, call, provider, attempt, identity, binding), call.Ct);
        switch (outcome)
        {
            case CompleteExternal.Outcome.Started started:
                _ = sessions.Deliver(call.Http, started.Session);
                return Answers.Redirect(attempt.ReturnTo);
            case CompleteExternal.Outcome.Exchange exchange:
                if (binding.Secret is { } secret)
                {
                    cookies.SetExchange(call.Http, secret, CompleteExternal.ExchangeLifetime);
                }

                return Answers.Redirect(ReturnTo.With(attempt.ReturnTo, "exchange", exchange.Token));
            case CompleteExternal.Outcome.Refused refused:
                return Answers.Redirect(ReturnTo.With(attempt.ReturnTo, "error", refused.Code));
            default:
                throw new ArgumentOutOfRangeException(nameof(attempt));
        }
    }

    private async Task<IResult> Fail(Call call, ExternalAttempt attempt, ProvenIdentity proven)
    {
        await database.Write(async tx =>
        {
            var user = attempt.LinkUser is { } id ? new Security.UserId(id) : (Security.UserId?)null;
            await audit.Add(tx, call.Origin(), ExternalEvents.Failed(user, attempt.Provider, proven.Failure!, proven.Reason));
            return true;
        }, call.Ct);
        return Answers.Redirect(ReturnTo.With(attempt.ReturnTo, "error", proven.Failure!));
    }
}
