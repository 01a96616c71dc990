using Keywright.Database;
using Keywright.Http;
using Keywright.Users;

namespace Keywright.Passkeys;

/// <summary>POST /passkeys/options: what <c>navigator.credentials.create</c> needs to make a passkey for the user.</summary>
internal sealed class StartPasskey(KeywrightDatabase database, Ceremonies ceremonies) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (ceremonies.Refuse() is { } refusal)
        {
            return refusal;
        }

        var user = await database.ReadOne(tx => UserStore.Find(tx, call.Caller.UserId), call.Ct);
        return Answers.Ok(await ceremonies.BeginRegistration(call, user!));
    }
}
