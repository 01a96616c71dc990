using Keywright.Database;
using Keywright.Http;

namespace Keywright.Administration.Api;

/// <summary>GET /clients/{id}: by id or client_id.</summary>
internal sealed class ShowClient(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call) =>
        await database.ReadOne(tx => OnClient.Find(tx, call), call.Ct) is { } client
            ? Answers.Ok(ClientView.Of(client))
            : OnClient.NotFound();
}
