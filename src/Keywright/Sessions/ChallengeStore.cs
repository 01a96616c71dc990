using Keywright.Database;
using Keywright.Security;
using Keywright.Sessions.Risk;

namespace Keywright.Sessions;

/// <summary>A sign-in whose first factor was right and that waits for the second, with what it asked for.</summary>
internal sealed record SignInChallenge(UserId UserId, SessionMode Mode, bool Remember, string LoginMethod)
{
    public DeviceId? DeviceId { get; init; }

    public string? DeviceName { get; init; }

    public RiskVerdict Risk { get; init; } = RiskVerdict.None;

    /// <summary>Of the code that was mailed, where one was.</summary>
    public byte[]? CodeHash { get; init; }
}

/// <summary>All writes to <c>sign_in_challenges</c>.</summary>
internal static class ChallengeStore
{
    /// <summary>So many answers may be tried; the next one finds the challenge gone.</summary>
    public const int MaxAttempts = 5;

    private static Sql Columns => $"""
        user_id, mode, is_remembered, login_method, device_id, device_name, risk_score, risk_reasons, code_hash
        """;

    public static ValueTask Add(Tx tx, byte[] tokenHash, SignInChallenge challenge, DateTimeOffset expiresAt) => tx.Later($"""
        INSERT INTO kw.sign_in_challenges
            (token_hash, user_id, device_id, mode, is_remembered, device_name, login_method, risk_score, risk_reasons, code_hash,
             expires_at, created_at)
        VALUES ({tokenHash}, {challenge.UserId}, {challenge.DeviceId}, {SessionStore.Word(challenge.Mode)},
                {(challenge.Remember ? 1 : 0)}, {challenge.DeviceName}, {challenge.LoginMethod}, {challenge.Risk.Score},
                {new Json(JsonText.Array(challenge.Risk.Reasons))}, {challenge.CodeHash}, {expiresAt}, {tx.Now})
        """);

    public static ValueTask<SignInChallenge?> FindLive(Tx tx, byte[] tokenHash) => tx.Find($"""
        SELECT {Columns} FROM kw.sign_in_challenges WHERE token_hash = {tokenHash} AND {Live(tx)}
        """, Read);

    /// <summary>Takes one of the attempts before anything is evaluated; false when none is left. One statement decides.</summary>
    public static async ValueTask<bool> Try(Tx tx, byte[] tokenHash) => await tx.Execute($"""
        UPDATE kw.sign_in_challenges SET attempts = attempts + 1 WHERE token_hash = {tokenHash} AND {Live(tx)}
        """) > 0;

    /// <summary>Uses the challenge up: of many right answers at once, one signs in.</summary>
    public static async ValueTask<bool> Use(Tx tx, byte[] tokenHash) => await tx.Execute($"""
        UPDATE kw.sign_in_challenges SET used_at = {tx.Now}
         WHERE token_hash = {tokenHash} AND used_at IS NULL AND expires_at > {tx.Now}
        """) > 0;

    /// <summary>Forgets what waits for a user: the first factor may be another one by now.</summary>
    public static ValueTask<int> DeleteAll(Tx tx, UserId user) => tx.Execute($"""
        DELETE FROM kw.sign_in_challenges WHERE user_id = {user}
        """);

    public static ValueTask<long> CountExpired(Tx tx) =>
        tx.Count($"SELECT count(*) AS n FROM kw.sign_in_challenges WHERE expires_at <= {tx.Now}");

    /// <summary>Deletes up to <paramref name="limit"/> that came to nothing, and returns how many.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.sign_in_challenges WHERE token_hash IN
            (SELECT token_hash FROM kw.sign_in_challenges WHERE expires_at <= {tx.Now} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);

    private static Sql Live(Tx tx) => $"used_at IS NULL AND expires_at > {tx.Now} AND attempts < {MaxAttempts}";

    private static SignInChallenge Read(Row row) => new(
        row.Id<UserId>("user_id"), row.Text("mode") == "cookie" ? SessionMode.Cookie : SessionMode.Token, row.Int("is_remembered") == 1,
        row.Text("login_method"))
    {
        DeviceId = row.IdOrNull<DeviceId>("device_id"),
        DeviceName = row.TextOrNull("device_name"),
        Risk = new(row.Int("risk_score"), JsonText.Strings(row.Text("risk_reasons"))),
        CodeHash = row.BytesOrNull("code_hash"),
    };
}
