using Keywright.Security;

namespace Keywright.Administration;

/// <content>What is mailed to users, and what that proves.</content>
public sealed partial class KeywrightUsers
{
    /// <summary>Takes the user's address for verified, on the application's word. Null when there is no such user.</summary>
    public Task<KeywrightUser?> VerifyEmailAsync(Guid id, CancellationToken cancellationToken = default) =>
        Change(id, "email_verified", "Verify a user's address", tx => _mail.Verify(tx, new UserId(id)), cancellationToken);

    /// <summary>Mails the user a link with which they prove their address, if they have not. Null when there is no such user.</summary>
    public Task<KeywrightUser?> SendVerificationAsync(Guid id, CancellationToken cancellationToken = default) => Change(
        id, "email_verification_sent", "Mail a verification link", tx => _mail.SendVerification(tx, new UserId(id)), cancellationToken);

    /// <summary>Mails the user a link with which they choose a new password. Null when there is no such user.</summary>
    public Task<KeywrightUser?> SendPasswordResetAsync(Guid id, CancellationToken cancellationToken = default) => Change(
        id, "password_reset_sent", "Mail a password reset", tx => _mail.SendPasswordReset(tx, _origin, new UserId(id)), cancellationToken);
}
