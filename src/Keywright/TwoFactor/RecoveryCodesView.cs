using Keywright.Security;

namespace Keywright.TwoFactor;

/// <summary>Fresh recovery codes, for the one answer that shows them.</summary>
internal sealed record RecoveryCodesView(IReadOnlyList<string> RecoveryCodes)
{
    public static RecoveryCodesView New() => new([.. Enumerable.Range(0, RecoveryCode.PerUser).Select(_ => RecoveryCode.New())]);

    public IEnumerable<byte[]> Hashes(UserId user) => RecoveryCodes.Select(code => RecoveryCode.HashOf(user, code)!);
}
