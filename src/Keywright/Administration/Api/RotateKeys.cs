using Keywright.Audit;
using Keywright.Http;
using Keywright.Security;
using Keywright.Security.Jose;
using Keywright.SigningKeys;

namespace Keywright.Administration.Api;

/// <summary>
/// POST /keys/rotate: publishes the next key, or with <c>immediately</c> lets it sign at once; that of <c>Keys:Algorithm</c>, or of
/// <c>algorithm</c>.
/// </summary>
internal sealed class RotateKeys(Administer administer, RotateSigningKeys rotate) : IUseCase<RotateKeys.Request>
{
    private static readonly Deed Deed = new(KeywrightPermissions.KeysWrite, "signing_key_rotation", "Rotate the signing keys");

    public sealed record Request(bool? Immediately, string? Algorithm);

    public Task<IResult> Handle(Request request, Call call)
    {
        if (request.Algorithm is { } wanted && JoseAlgorithms.Parse(wanted) is null)
        {
            return Task.FromResult<IResult>(Problems.Invalid("algorithm", "Use one of ES256, RS256, PS256."));
        }

        // Made before the unit of work, which it would hold up.
        var made = rotate.Make(request.Algorithm ?? rotate.DefaultAlgorithm);
        return administer.Run(call, Deed, ("signing_key", made.Id), async (tx, _) =>
            Answers.Ok(KeywrightKey.Of(await rotate.Rotate(tx, made, request.Immediately ?? false, call.Origin()))));
    }
}
