using Keywright.Database;
using Keywright.Http;

namespace Keywright.TwoFactor;

/// <summary>GET /two-factor/recovery-codes: how many are left. The codes themselves are known to nobody but their owner.</summary>
internal sealed class ShowRecoveryCodes(KeywrightDatabase database) : IUseCase
{
    public sealed record View(int Remaining);

    public async Task<IResult> Handle(Call call) =>
        Answers.Ok(new View(await database.ReadOne(tx => RecoveryCodeStore.Remaining(tx, call.Caller.UserId), call.Ct)));
}
