using System.Buffers;
using System.Text.Json;
using Keywright.Http;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Dpop;
using Keywright.OAuth.Token;

namespace Keywright.OAuth.Par;

/// <summary>
/// POST /oauth/par (RFC 9126 §2): a client that proves who it is says what it wants before the browser takes part, where nobody can read
/// or change it. It is checked here as at the authorization endpoint, so that errors come at once.
/// </summary>
internal sealed class PushAuthorization(
    AuthenticateClient clients, ClientLimit limit, ReadAuthorization reader, AuthorizationTickets tickets, PushedRequests pushed,
    DpopProofs proofs) : IUseCase
{
    public const string Path = "/oauth/par";

    public async Task<IResult> Handle(Call call)
    {
        var (form, client, refusal) = await ClientCall.Read(call, clients, limit);
        if (refusal is not null)
        {
            return refusal;
        }

        if (form!["request_uri"] is not null)
        {
            // RFC 9126 §2.1: "The request_uri authorization request parameter MUST NOT be provided".
            return ClientCall.Refuse(call, OAuthError.InvalidRequest("request_uri can't be pushed (RFC 9126 §2.1)."));
        }

        var parameters = PushedRequests.Of(client!, form);
        var (thumbprint, unproven) = await Proven(call, parameters["dpop_jkt"]);
        if (unproven is not null)
        {
            return ClientCall.Refuse(call, unproven);
        }

        return await reader.Read(tickets.New(parameters) with { IsPushed = true }, call.Address, call.Ct) switch
        {
            AuthorizationReading.Valid valid => await Accept(call, client!, BoundTo(thumbprint, valid.Said)),
            AuthorizationReading.RefusedThere there => ClientCall.Refuse(call, there.Error),
            AuthorizationReading.RefusedHere here => ClientCall.Refuse(call, here.Error),
            _ => throw new InvalidOperationException("A reading of a fourth kind."),
        };
    }

    /// <summary>RFC 9449 §10.1: the key of a proof that comes along, which must be the one that <c>dpop_jkt</c> names.</summary>
    private async ValueTask<(string? Thumbprint, OAuthError? Refusal)> Proven(Call call, string? named) =>
        await proofs.Verify(call.Http, accessToken: null, call.Ct) switch
        {
            DpopVerdict.Refused refused => (null, refused.Error),
            DpopVerdict.Proven proven when named is not null && named != proven.Thumbprint =>
                (null, OAuthError.InvalidRequest("dpop_jkt is not the key of the DPoP proof (RFC 9449 §10.1).")),
            DpopVerdict.Proven proven => (proven.Thumbprint, null),
            _ => (null, null),
        };

    // The code will be bound to the key of the proof, whatever the request or a request object says of keys.
    private static Parameters BoundTo(string? thumbprint, Parameters said) => thumbprint is null
        ? said
        : Parameters.Of([.. said.All.Where(one => one.Name != "dpop_jkt"), ("dpop_jkt", thumbprint)]);

    private async Task<IResult> Accept(Call call, OAuthClient client, Parameters parameters)
    {
        var requestUri = await pushed.Add(client, parameters, call.Ct);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("request_uri"u8, requestUri);
            json.WriteNumber("expires_in"u8, (int)PushedRequests.Lifetime.TotalSeconds);
            json.WriteEndObject();
        }

        return new JsonBytesAnswer(buffer.WrittenMemory, StatusCodes.Status201Created);
    }
}
