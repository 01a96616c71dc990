using Keywright.Http;
using Keywright.OAuth.ClientAuthentication;

namespace Keywright.OAuth.Token;

/// <summary>POST /oauth/token (RFC 6749 §3.2): who the client is, which grant, and whether it may use it.</summary>
internal sealed class TokenEndpoint(
    AuthenticateClient clients, ClientLimit limit, IEnumerable<IGrantType> grants, WriteTokens tokens) : IUseCase
{
    private readonly Dictionary<string, IGrantType> _grants = grants.ToDictionary(grant => grant.Name, StringComparer.Ordinal);

    public async Task<IResult> Handle(Call call)
    {
        var (form, malformed) = await Parameters.Form(call.Http, call.Ct);
        if (form is null)
        {
            return Refuse(call, OAuthError.InvalidRequest(malformed!));
        }

        // RFC 6749 §3.2: "Request and response parameters MUST NOT be included more than once"; RFC 8707 §2 and RFC 8693 §2.1 except some.
        if (form.Repeated("resource", "audience") is { } twice)
        {
            return Refuse(call, OAuthError.InvalidRequest($"{twice} comes more than once."));
        }

        var (client, refusal) = await clients.Run(call.Http, form, call.Ct);
        if (client is null)
        {
            return Refuse(call, refusal!);
        }

        if (await limit.Refuse(call, client) is { } limited)
        {
            return limited;
        }

        var name = form["grant_type"];
        if (name is null)
        {
            return Refuse(call, OAuthError.InvalidRequest("grant_type is missing."));
        }

        if (!_grants.TryGetValue(name, out var grant))
        {
            return Refuse(call, OAuthError.UnsupportedGrantType("This grant_type is not supported."));
        }

        if (!client.Allows(name))
        {
            return Refuse(call, OAuthError.UnauthorizedClient($"The client is not registered for the grant {name}."));
        }

        return await grant.Redeem(new TokenRequest(call, client, form)) switch
        {
            TokenResult.Issued issued => new JsonBytesAnswer(await tokens.Write(issued.Granted, call.Ct)),
            TokenResult.Refused refused => Refuse(call, refused.Error),
            _ => throw new InvalidOperationException("A result of a third kind."),
        };
    }

    private static OAuthErrorAnswer Refuse(Call call, OAuthError error) =>
        new(error, AuthenticateClient.ChallengeFor(call.Http, error));
}
