using Keywright.Authentication;
using Keywright.External;
using Keywright.Http;
using Keywright.Security.Jose;
using Keywright.SignIn;

namespace Keywright.ExternalSignIn;

/// <summary>GET /external/{provider}: sends the browser to the provider.</summary>
internal sealed class StartExternalSignIn(
    ExternalRedirect redirect, ExternalAttempts attempts, ExternalSettings settings, ReturnTo returnTo, CredentialSettings credentials)
    : IUseCase
{
    private const int ChallengeLength = 32;

    public async Task<IResult> Handle(Call call)
    {
        if (settings.Find(call.Route("provider")) is not { } provider)
        {
            return ExternalRedirect.Unknown();
        }

        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (returnTo.Parse(call.Query("return_to")) is not { } address)
        {
            (errors["return_to"], address) = ([ReturnTo.Rule], "/");
        }

        if (SessionModes.Refuse(call.Query("mode"), credentials, out var mode) is { } wrongMode)
        {
            errors["mode"] = [wrongMode];
        }

        var challenge = call.Query("challenge");
        if (challenge is not null && StrictBase64Url.Decode(challenge) is not { Length: ChallengeLength })
        {
            errors["challenge"] = ["Send the SHA-256 of your verifier as base64url, without padding."];
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var attempt = attempts.New(provider, address) with
        {
            Mode = mode == Sessions.SessionMode.Cookie ? "cookie" : "token",
            Challenge = challenge,
        };
        return await redirect.Begin(call, provider, attempt) is { } url ? Answers.Redirect(url) : ExternalRedirect.Unavailable();
    }
}
