using Keywright.Http;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Clients;

namespace Keywright.OAuth.Token;

/// <summary>A form that a client posts: read, its sender known, its limit kept. So begins every endpoint that clients call.</summary>
internal static class ClientCall
{
    public static async ValueTask<(Parameters? Form, OAuthClient? Client, IResult? Refusal)> Read(
        Call call, AuthenticateClient clients, ClientLimit limit)
    {
        var (form, malformed) = await Parameters.Form(call.Http, call.Ct);
        if (form is null)
        {
            return (null, null, Refuse(call, OAuthError.InvalidRequest(malformed!.Detail)));
        }

        // RFC 6749 §3.2: "Request and response parameters MUST NOT be included more than once"; RFC 8707 §2 and RFC 8693 §2.1 except some.
        if (form.Repeated("resource", "audience") is { } twice)
        {
            return (null, null, Refuse(call, OAuthError.InvalidRequest($"{twice} comes more than once.")));
        }

        var (client, refusal) = await clients.Run(call, form);
        return client is null ? (null, null, Refuse(call, refusal!)) : (form, client, await limit.Refuse(call, client));
    }

    public static OAuthErrorAnswer Refuse(Call call, OAuthError error) =>
        new(error, AuthenticateClient.ChallengeFor(call.Http, error));
}
