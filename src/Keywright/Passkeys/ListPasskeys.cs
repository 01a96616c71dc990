using Keywright.Database;
using Keywright.Http;

namespace Keywright.Passkeys;

/// <summary>GET /passkeys.</summary>
internal sealed class ListPasskeys(KeywrightDatabase database, Ceremonies ceremonies) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (ceremonies.Refuse() is { } refusal)
        {
            return refusal;
        }

        var passkeys = await database.ReadOne(tx => PasskeyStore.List(tx, call.Caller.UserId), call.Ct);
        return Answers.Ok(new PasskeyListing(
            [.. passkeys.Select(PasskeyView.Of)], null, PasskeySignal.Of(ceremonies.Domain, call.Caller.UserId, passkeys)));
    }
}
