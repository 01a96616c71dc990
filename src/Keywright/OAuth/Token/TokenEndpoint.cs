using Keywright.Http;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Dpop;

namespace Keywright.OAuth.Token;

/// <summary>POST /oauth/token (RFC 6749 §3.2): who the client is, which grant, and whether it may use it.</summary>
internal sealed class TokenEndpoint(
    AuthenticateClient clients, ClientLimit limit, IEnumerable<IGrantType> grants, DpopBinding binding, WriteTokens tokens)
    : IUseCase
{
    private readonly Dictionary<string, IGrantType> _grants = grants.ToDictionary(grant => grant.Name, StringComparer.Ordinal);

    public async Task<IResult> Handle(Call call)
    {
        var (form, client, refusal) = await ClientCall.Read(call, clients, limit);
        if (refusal is not null)
        {
            return refusal;
        }

        if (form!["grant_type"] is not { } name)
        {
            return ClientCall.Refuse(call, OAuthError.InvalidRequest("grant_type is missing (RFC 6749 §5.2)."));
        }

        if (!_grants.TryGetValue(name, out var grant))
        {
            return ClientCall.Refuse(call, OAuthError.UnsupportedGrantType("This grant_type is not supported (RFC 6749 §5.2)."));
        }

        if (!client!.Allows(name))
        {
            return ClientCall.Refuse(
                call, OAuthError.UnauthorizedClient($"The client is not registered for the grant {name} (RFC 6749 §5.2)."));
        }

        var (thumbprint, unproven) = await binding.Read(call, client);
        if (unproven is not null)
        {
            return ClientCall.Refuse(call, unproven);
        }

        return await grant.Redeem(new TokenRequest(call, client, form) { KeyThumbprint = thumbprint }) switch
        {
            TokenResult.Issued issued => new JsonBytesAnswer(await tokens.Write(issued.Granted, call.Ct)),
            TokenResult.Refused refused => ClientCall.Refuse(call, refused.Error),
            _ => throw new InvalidOperationException("A result of a third kind."),
        };
    }
}
