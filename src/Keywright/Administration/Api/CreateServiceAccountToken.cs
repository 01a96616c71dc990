using Keywright.Audit;
using Keywright.Http;
using Keywright.PersonalTokens;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>POST /service-accounts/{id}/tokens: a token of the account, its text shown this once.</summary>
internal sealed class CreateServiceAccountToken(OnServiceAccount administer, MintToken mint, TimeProvider clock)
    : IUseCase<CreateToken.Request>
{
    private static readonly Deed Deed =
        new(KeywrightPermissions.ServiceAccountsWrite, "token_created", "Create a token of a service account");

    public async Task<IResult> Handle(CreateToken.Request request, Call call)
    {
        if (mint.Refuse(request.Name, request.Abilities, request.ExpiresAt, clock.GetUtcNow()) is { Count: > 0 } errors)
        {
            return Problems.Invalid(errors);
        }

        return await administer.Run(call, Deed, async (tx, _, account) =>
        {
            var (token, secret) = await mint.Add(
                tx, call.Origin(), account.Id, request.Name!, request.Abilities?.ToList()!, request.ExpiresAt);
            return Answers.Created(new CreateToken.Created(secret.Reveal(), PersonalTokenView.Of(token)));
        });
    }
}
