using Keywright.Sessions;

namespace Keywright.Administration;

/// <summary>A session as the code API shows it.</summary>
/// <param name="Id">Also the id of its refresh-token family.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Status">active, expired, revoked or suspicious.</param>
/// <param name="DeviceType">mobile, tablet, desktop or api.</param>
/// <param name="DeviceName">As the client named itself.</param>
/// <param name="IpAddress">Where it began.</param>
/// <param name="LoginMethod">password …</param>
/// <param name="LastActivity">To the minute.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="ExpiresAt">When it ends for want of use.</param>
public sealed record KeywrightSession(
    Guid Id, Guid UserId, string Status, string? DeviceType, string? DeviceName, string? IpAddress, string LoginMethod,
    DateTimeOffset LastActivity, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    internal static KeywrightSession Of(Session session) => new(
        session.Id.Value, session.UserId.Value, session.Status, session.DeviceType, session.DeviceName, session.Address?.ToString(),
        session.LoginMethod, session.LastActivity, session.CreatedAt, session.ExpiresAt);
}

/// <summary>What came of a sign-in from code.</summary>
public abstract record SignInResult
{
    private SignInResult()
    {
    }

    /// <summary>A session has begun; its tokens are shown this once.</summary>
    /// <param name="UserId">Who signed in.</param>
    /// <param name="SessionId">The new session.</param>
    /// <param name="AccessToken">kw_at_…</param>
    /// <param name="RefreshToken">kw_rt_…</param>
    /// <param name="DeviceToken">kw_dv_…: send it with the next sign-in from this device.</param>
    public sealed record SignedIn(Guid UserId, Guid SessionId, string AccessToken, string RefreshToken, string DeviceToken) : SignInResult
    {
        /// <summary>Without the secrets: a result that is logged by accident gives nothing away.</summary>
        public override string ToString() => $"SignedIn {{ UserId = {UserId}, SessionId = {SessionId} }}";
    }

    /// <summary>No session.</summary>
    /// <param name="Code">invalid_credentials, too_many_attempts, rate_limited, account_suspended … as over HTTP.</param>
    /// <param name="RetryAfter">When waiting helps.</param>
    public sealed record Refused(string Code, TimeSpan? RetryAfter) : SignInResult;
}
