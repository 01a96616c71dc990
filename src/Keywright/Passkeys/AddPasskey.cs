using System.Text.Json;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Users;

namespace Keywright.Passkeys;

/// <summary>POST /passkeys: registers the passkey that an authenticator has made.</summary>
internal sealed class AddPasskey(KeywrightDatabase database, Ceremonies ceremonies, Notices notices, AuditLog audit)
    : IUseCase<AddPasskey.Request>
{
    private const int MaxPerUser = 50;

    public sealed record Request(string? State, JsonElement Credential, string? Name);

    public async Task<IResult> Handle(Request request, Call call)
    {
        var name = string.IsNullOrWhiteSpace(request.Name) ? "Passkey" : request.Name.Trim();
        if (PasskeyName.Refuse(name) is { } reason)
        {
            return Problems.Invalid("name", reason);
        }

        if (ceremonies.Refuse() is { } refusal)
        {
            return refusal;
        }

        var user = (await database.ReadOne(tx => UserStore.Find(tx, call.Caller.UserId), call.Ct))!;
        if (await ceremonies.Register(call, user, request.State, request.Credential) is not var (info, state))
        {
            return Failed();
        }

        return await database.Write<IResult>(async tx =>
        {
            if ((await PasskeyStore.List(tx, user.Id)).Count >= MaxPerUser)
            {
                return Problems.Invalid("credential", $"You have {MaxPerUser} passkeys already. Remove one first.");
            }

            if (!await PasskeyStateStore.Use(tx, state)
                || await PasskeyStore.Add(tx, Passkey.Of(tx.NewId<Security.PasskeyId>(), user.Id, info, name)) is not { } passkey)
            {
                return Failed();
            }

            await audit.Add(tx, call.Origin(), PasskeyEvents.Added(user.Id, passkey.Id));
            await notices.SecondFactorChanged(tx, user.Id, "A passkey was added to your account.", call.Address);
            return Answers.Created(PasskeyView.Of(passkey));
        }, call.Ct);
    }

    private static IResult Failed() => Problems.Invalid("credential", "This passkey could not be registered. Begin again.");
}
