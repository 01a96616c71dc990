using System.Net;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.SignIn;
using Keywright.Users;

namespace Keywright.Administration;

/// <summary>Sessions, from the application's own code.</summary>
public sealed class KeywrightSessions
{
    private readonly KeywrightDatabase _database;
    private readonly PasswordSignIn _signIn;
    private readonly Revocations _revocations;
    private readonly AuditLog _audit;
    private readonly AuditOrigin _origin;

    internal KeywrightSessions(
        KeywrightDatabase database, PasswordSignIn signIn, Revocations revocations, AuditLog audit, AuditOrigin origin) =>
        (_database, _signIn, _revocations, _audit, _origin) = (database, signIn, revocations, audit, origin);

    /// <summary>
    /// Signs in with a password, under the same limits and locks as over HTTP. The address counts for them; give the client's.
    /// </summary>
    public async Task<SignInResult> SignInAsync(
        string emailOrUsername, string password, IPAddress? address = null, string? deviceName = null, string? deviceToken = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(emailOrUsername);
        ArgumentException.ThrowIfNullOrEmpty(password);
        var claim = new PasswordClaim(
            SignInIdentifier.Of(emailOrUsername, null), password, SessionMode.Token, Remember: false,
            new ClientTraits(address, null, deviceName))
        {
            DeviceToken = SecretToken.Parse(TokenKind.Device, deviceToken),
        };
        return await _signIn.Run(claim, _origin with { Address = address }, cancellationToken) switch
        {
            SignInOutcome.Started { Session: var session } => new SignInResult.SignedIn(
                session.Answer.User.Id, session.Id.Value, session.Answer.AccessToken!, session.Answer.RefreshToken!, session.DeviceToken),
            SignInOutcome.Locked locked => new SignInResult.Refused("too_many_attempts", locked.Wait),
            SignInOutcome.Limited limited => new SignInResult.Refused("rate_limited", limited.Limit.Reset),
            SignInOutcome.Unverified => new SignInResult.Refused("email_unverified", null),
            SignInOutcome.Closed closed => new SignInResult.Refused("account_" + closed.Status.Word(), null),
            _ => new SignInResult.Refused("invalid_credentials", null),
        };
    }

    /// <summary>A user's live sessions, newest first.</summary>
    public async Task<IReadOnlyList<KeywrightSession>> ListAsync(
        Guid userId, Guid? before = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        SessionId? beforeId = before is { } id ? new SessionId(id) : null;
        var sessions = await _database.ReadOne(tx => SessionStore.ListLive(tx, new UserId(userId), beforeId, limit), cancellationToken);
        return [.. sessions.Select(KeywrightSession.Of)];
    }

    /// <summary>
    /// Ends a session: here at once, on every node within a twentieth of a second. False when it had ended, or never was.
    /// </summary>
    public async Task<bool> EndAsync(Guid sessionId, CancellationToken cancellationToken = default) => await _database.Write(async tx =>
    {
        var id = new SessionId(sessionId);
        if (await SessionStore.Find(tx, id) is not { } session || !await SessionStore.End(tx, _revocations, id, RevokedBy.Admin))
        {
            return false;
        }

        await _audit.Add(tx, _origin, SessionEvents.Ended(session.UserId, id));
        return true;
    }, cancellationToken);

    /// <summary>Ends all sessions of a user and returns how many there were.</summary>
    public async Task<int> EndAllAsync(Guid userId, CancellationToken cancellationToken = default) => await _database.Write(async tx =>
    {
        var user = new UserId(userId);
        var ended = await SessionStore.EndAll(tx, _revocations, user, null, RevokedBy.Admin);
        foreach (var id in ended)
        {
            await _audit.Add(tx, _origin, SessionEvents.Ended(user, new SessionId(id)));
        }

        return ended.Count;
    }, cancellationToken);
}
