using Keywright.Audit;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>
/// POST /clients/{id}/rotate-secret: a new secret, shown this once. The one before works for <c>keep_previous</c> seconds more: a day when
/// nothing is said, not at all at 0.
/// </summary>
internal sealed class RotateSecret(OnClient administer, RotateClientSecret rotate) : IUseCase<RotateSecret.Request>
{
    private static readonly Deed Deed =
        new(KeywrightPermissions.ClientsWrite, "oauth_client_secret_rotated", "Give an OAuth client a new secret");

    public sealed record Request(int? KeepPrevious);

    public async Task<IResult> Handle(Request request, Call call)
    {
        var keep = request.KeepPrevious is { } seconds ? TimeSpan.FromSeconds(seconds) : RotateClientSecret.Grace;
        if (keep < TimeSpan.Zero || keep > RotateClientSecret.LongestGrace)
        {
            return Problems.Invalid(
                "keep_previous", $"Use seconds from 0 to {(int)RotateClientSecret.LongestGrace.TotalSeconds}.");
        }

        return await administer.Run(call, Deed, async (tx, _, client) =>
            await rotate.Rotate(tx, call.Origin(), client, keep) is var (changed, secret)
                ? Answers.Ok(ClientView.Of(changed) with { ClientSecret = secret.Reveal() })
                : Problems.Invalid("token_endpoint_auth_method", $"The client uses no secret: its method is {client.AuthMethod}."));
    }
}
