using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;

namespace Keywright.Passkeys;

/// <summary>PATCH /passkeys/{id}.</summary>
internal sealed class RenamePasskey(KeywrightDatabase database, AuditLog audit) : IUseCase<RenamePasskey.Request>
{
    public sealed record Request(string? Name);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (PasskeyName.Refuse(request.Name) is { } reason)
        {
            return Problems.Invalid("name", reason);
        }

        if (!Guid.TryParse(call.Route("id"), out var id))
        {
            return RemovePasskey.NotFound();
        }

        return await database.Write<IResult>(async tx =>
        {
            if (await PasskeyStore.Rename(tx, call.Caller.UserId, new PasskeyId(id), request.Name!.Trim()) is not { } passkey)
            {
                return RemovePasskey.NotFound();
            }

            await audit.Add(tx, call.Origin(), PasskeyEvents.Renamed(passkey.UserId, passkey.Id));
            return Answers.Ok(PasskeyView.Of(passkey));
        }, call.Ct);
    }
}
