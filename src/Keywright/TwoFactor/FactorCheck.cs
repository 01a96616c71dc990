using Keywright.Database;
using Keywright.Security;

namespace Keywright.TwoFactor;

/// <summary>Evaluates what a user answers with, and uses it up. Whoever calls has counted the attempt.</summary>
internal sealed class FactorCheck(TotpSecrets secrets)
{
    public async ValueTask<bool> UseTotp(Tx tx, UserId user, string code) =>
        await TotpStore.Find(tx, user) is { } secret
        && Totp.Match(secrets.Open(user, secret), code, tx.Now) is { } step
        && await TotpStore.Use(tx, user, secret, step);

    public static async ValueTask<bool> UseRecoveryCode(Tx tx, UserId user, string code) =>
        RecoveryCode.HashOf(user, code) is { } hash && await RecoveryCodeStore.Use(tx, user, hash);
}
