using Keywright.Database;
using Keywright.Http;
using Keywright.Http.Places;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Sessions.Risk;

namespace Keywright.Sessions;

/// <summary>A session as it begins; the secrets come as hashes.</summary>
internal sealed record NewSession(SessionId Id, UserId UserId, SessionMode Mode, ClientTraits Client, string LoginMethod)
{
    public DeviceId? DeviceId { get; init; }

    public byte[]? AccessHash { get; init; }

    public DateTimeOffset? AccessExpiresAt { get; init; }

    public byte[]? RefreshHash { get; init; }

    public byte[]? CookieHash { get; init; }

    public TimeSpan Lifetime { get; init; }

    public bool Remember { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset AbsoluteExpiresAt { get; init; }

    public RiskVerdict Risk { get; init; } = RiskVerdict.None;

    /// <summary>So risky that its user was asked for more: they should look at it.</summary>
    public bool IsSuspicious { get; init; }

    /// <summary>Set when the sign-in was by password: that counts as a confirmation.</summary>
    public DateTimeOffset? PasswordConfirmedAt { get; init; }
}

/// <summary>All writes to <c>sessions</c> but the rotation of refresh tokens, which is in the other part of this class.</summary>
internal static partial class SessionStore
{
    private const int LongestAgent = 512;

    private static Sql Columns => $"""
        id, user_id, mode, status, login_method, device_type, device_name, user_agent, ip_address, location_country, location_city,
        trusted_at, suspicious_at, risk_score, risk_reasons, last_activity, created_at, expires_at, revoked_at, revoked_by
        """;

    public static ValueTask<int> Add(Tx tx, NewSession session)
    {
        var client = session.Client;
        var agent = client.UserAgent is { } text ? Call.Cut(text, LongestAgent) : null;
        return tx.Execute($"""
            INSERT INTO kw.sessions (
                id, user_id, device_id, mode, access_hash, access_expires_at, refresh_hash, cookie_hash, lifetime_seconds, is_remembered,
                login_method, device_type, device_name, user_agent, ip_address, location_country, location_city, latitude_tenths,
                longitude_tenths, suspicious_at, risk_score, risk_reasons, password_confirmed_at, last_activity, expires_at,
                absolute_expires_at, created_at)
            VALUES (
                {session.Id}, {session.UserId}, {session.DeviceId}, {Word(session.Mode)}, {session.AccessHash}, {session.AccessExpiresAt},
                {session.RefreshHash}, {session.CookieHash}, {(int)session.Lifetime.TotalSeconds}, {(session.Remember ? 1 : 0)},
                {session.LoginMethod}, {client.Device.Type}, {client.DeviceName}, {agent}, {client.Address}, {client.Place?.Country},
                {client.Place?.City}, {client.Place?.LatitudeTenths}, {client.Place?.LongitudeTenths},
                {(session.IsSuspicious ? tx.Now : (DateTimeOffset?)null)}, {session.Risk.Score},
                {new Json(JsonText.Array(session.Risk.Reasons))}, {session.PasswordConfirmedAt}, {tx.Now}, {session.ExpiresAt},
                {session.AbsoluteExpiresAt}, {tx.Now})
            """);
    }

    /// <summary>What the last sessions of a user tell of where and with what they sign in, newest first.</summary>
    public static ValueTask<List<PastSession>> History(Tx tx, UserId user, int limit) => tx.List($"""
        SELECT user_agent, location_country, latitude_tenths, longitude_tenths, last_activity, suspicious_at, trusted_at, revoked_by
          FROM kw.sessions WHERE user_id = {user} ORDER BY id DESC LIMIT {limit}
        """, ReadPast);

    public static ValueTask<Session?> Find(Tx tx, UserId user, SessionId id) => tx.Find($"""
        SELECT {Columns} FROM kw.sessions WHERE id = {id} AND user_id = {user}
        """, Read);

    public static ValueTask<Session?> Find(Tx tx, SessionId id) => tx.Find($"SELECT {Columns} FROM kw.sessions WHERE id = {id}", Read);

    /// <summary>The live sessions of a user (of all, when null), newest first, older than <paramref name="before"/>.</summary>
    public static ValueTask<List<Session>> ListLive(Tx tx, UserId? user, SessionId? before, int limit)
    {
        var ofUser = user is { } owner ? (Sql)$"AND user_id = {owner}" : (Sql)$"";
        var older = before is { } id ? (Sql)$"AND id < {id}" : (Sql)$"";
        return tx.List($"""
            SELECT {Columns} FROM kw.sessions
             WHERE status IN ('active', 'suspicious') AND expires_at > {tx.Now} {ofUser} {older}
             ORDER BY id DESC LIMIT {limit}
            """, Read);
    }

    /// <summary>Ends one live session and tells whether it did: of two calls at once, one.</summary>
    public static async ValueTask<bool> End(Tx tx, Revocations revocations, SessionId id, string by)
    {
        var ended = await tx.Execute($"""
            UPDATE kw.sessions SET status = 'revoked', revoked_at = {tx.Now}, revoked_by = {by}, successor = NULL
             WHERE id = {id} AND status IN ('active', 'suspicious')
            """) > 0;
        if (ended)
        {
            await revocations.Add(tx, Subject.Of(id));
        }

        return ended;
    }

    /// <summary>Ends every live session of a user but <paramref name="except"/>, and returns their ids.</summary>
    public static async ValueTask<List<Guid>> EndAll(Tx tx, Revocations revocations, UserId user, SessionId? except, string by)
    {
        var others = except is { } kept ? (Sql)$"AND id <> {kept}" : (Sql)$"";
        var ended = await tx.List($"""
            UPDATE kw.sessions SET status = 'revoked', revoked_at = {tx.Now}, revoked_by = {by}, successor = NULL
             WHERE user_id = {user} AND status IN ('active', 'suspicious') {others}
            RETURNING id
            """, row => row.Uuid("id"));
        foreach (var id in ended)
        {
            await revocations.Add(tx, new Subject(SubjectKind.Session, id));
        }

        return ended;
    }

    /// <summary>Takes from a user's sessions what tells about the person.</summary>
    public static ValueTask<int> EraseTraits(Tx tx, UserId user) => tx.Execute($"""
        UPDATE kw.sessions
           SET device_type = NULL, device_name = NULL, user_agent = NULL, ip_address = NULL, location_country = NULL, location_city = NULL,
               latitude_tenths = NULL, longitude_tenths = NULL
         WHERE user_id = {user}
        """);

    public static async ValueTask<bool> Trust(Tx tx, UserId user, SessionId id) => await tx.Execute($"""
        UPDATE kw.sessions SET trusted_at = coalesce(trusted_at, {tx.Now})
         WHERE id = {id} AND user_id = {user} AND status = 'active' AND expires_at > {tx.Now}
        """) > 0;

    /// <summary>Opens the window in which this session may do what asks for a recent password.</summary>
    public static ValueTask<int> ConfirmPassword(Tx tx, SessionId id) => tx.Execute($"""
        UPDATE kw.sessions SET password_confirmed_at = {tx.Now} WHERE id = {id} AND status = 'active'
        """);

    /// <summary>When this session last proved its password, or null.</summary>
    public static async ValueTask<DateTimeOffset?> PasswordConfirmedAt(Tx tx, SessionId id) => await tx.FindValue($"""
        SELECT password_confirmed_at FROM kw.sessions WHERE id = {id} AND password_confirmed_at IS NOT NULL
        """, row => row.Instant("password_confirmed_at"));

    internal static string Word(SessionMode mode) => mode == SessionMode.Token ? "token" : "cookie";

    private static PastSession ReadPast(Row row) => new(row.TextOrNull("user_agent"), new Place(row.TextOrNull("location_country"), null)
    {
        LatitudeTenths = row.IntOrNull("latitude_tenths"),
        LongitudeTenths = row.IntOrNull("longitude_tenths"),
    }, row.Instant("last_activity"))
    {
        SuspiciousAt = row.InstantOrNull("suspicious_at"),
        Vouches = row.IsNull("suspicious_at") || !row.IsNull("trusted_at"),
        WasCopied = !row.IsNull("suspicious_at") && row.TextOrNull("revoked_by") == RevokedBy.Security,
    };

    private static Session Read(Row row) => new(
        row.Id<SessionId>("id"), row.Id<UserId>("user_id"), row.Text("mode") == "token" ? SessionMode.Token : SessionMode.Cookie,
        row.Text("status"), row.Text("login_method"))
    {
        DeviceType = row.TextOrNull("device_type"),
        DeviceName = row.TextOrNull("device_name"),
        UserAgent = row.TextOrNull("user_agent"),
        Address = row.Ip("ip_address"),
        Country = row.TextOrNull("location_country"),
        City = row.TextOrNull("location_city"),
        TrustedAt = row.InstantOrNull("trusted_at"),
        SuspiciousAt = row.InstantOrNull("suspicious_at"),
        RiskScore = row.Int("risk_score"),
        RiskReasons = JsonText.Strings(row.Text("risk_reasons")),
        LastActivity = row.Instant("last_activity"),
        CreatedAt = row.Instant("created_at"),
        ExpiresAt = row.Instant("expires_at"),
        RevokedAt = row.InstantOrNull("revoked_at"),
        RevokedBy = row.TextOrNull("revoked_by"),
    };
}
