using Keywright.Audit;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>DELETE /clients/{id}: what it was given ends with it.</summary>
internal sealed class DeleteClient(OnClient administer, ChangeClient change) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.ClientsWrite, "oauth_client_deleted", "Delete an OAuth client");

    public Task<IResult> Handle(Call call) => administer.Run(call, Deed, async (tx, _, client) =>
        await change.Delete(tx, call.Origin(), client) ? Answers.NoContent() : OnClient.NotFound());
}
