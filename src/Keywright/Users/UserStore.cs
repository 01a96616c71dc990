using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.Users;

/// <summary>What a registration brings.</summary>
internal sealed record NewUser(EmailAddress Email, string? PasswordHash)
{
    public Username? Username { get; init; }

    public string? Name { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public DateTimeOffset? EmailVerifiedAt { get; init; }

    public string AppMetadata { get; init; } = "{}";
}

/// <summary>What its owner may change of a user; a null leaves a value as it is, an empty text clears it.</summary>
internal sealed record ProfileChange(string? Name, string? FirstName, string? LastName, Username? Username, string? UserMetadata)
{
    public bool ClearsUsername { get; init; }
}

/// <summary>A user with the live session they were found by.</summary>
/// <param name="LoginMethod">How the session began: words of <see cref="Sessions.LoginMethod"/>.</param>
internal sealed record SessionOwner(SessionId SessionId, User User, string LoginMethod, DateTimeOffset Since);

/// <summary>All writes to <c>users</c>.</summary>
internal static partial class UserStore
{
    private static Sql Columns => $"""
        id, email, email_verified_at, username, name, first_name, last_name, password_hash, status, failed_login_attempts, locked_until,
        locked_by, lock_reason, last_login_at, two_factor_at, user_metadata, app_metadata, created_at, updated_at
        """;

    public static ValueTask<User?> Find(Tx tx, UserId id) => tx.Find($"SELECT {Columns} FROM kw.users WHERE id = {id}", Read);

    /// <summary>
    /// Whose live session this is, if they are active, and how it began: one statement. With <paramref name="hold"/>, which is for a unit
    /// that writes, the session can't end before the commit: who ends it finds what this unit made of it.
    /// </summary>
    public static ValueTask<SessionOwner?> FindBySession(Tx tx, SessionId session, bool hold = false)
    {
        var held = hold ? tx.Dialect.Held() : (Sql)$"";
        return tx.Find($"""
            SELECT {Columns}, s.login_method, s.began_at
              FROM (SELECT user_id AS owner_id, login_method, created_at AS began_at FROM kw.sessions
                     WHERE id = {session} AND status = 'active' AND expires_at > {tx.Now} {held}) AS s
              JOIN kw.users ON id = s.owner_id
             WHERE status = 'active'
            """, row => new SessionOwner(session, Read(row), row.Text("login_method"), row.Instant("began_at")));
    }

    public static ValueTask<User?> FindByEmail(Tx tx, string normalEmail) => tx.Find($"""
        SELECT {Columns} FROM kw.users WHERE email_normal = {Storable(normalEmail)}
        """, Read);

    public static ValueTask<User?> FindByUsername(Tx tx, string normalUsername) => tx.Find($"""
        SELECT {Columns} FROM kw.users WHERE username_normal = {Storable(normalUsername)}
        """, Read);

    public static async ValueTask<bool> AnyArgon2(Tx tx) => await tx.Find($"""
        SELECT password_hash FROM kw.users WHERE password_hash LIKE '$argon2%' LIMIT 1
        """, row => row.Text("password_hash")) is not null;

    /// <summary>The new user's row, or null when the email or the username is taken: of many at once, one succeeds.</summary>
    public static async ValueTask<User?> Add(Tx tx, NewUser user)
    {
        await Queue(tx, user.Email.Normal);
        await Queue(tx, user.Username?.Normal);
        return await tx.Find($"""
            INSERT INTO kw.users (id, email, email_normal, email_verified_at, username, username_normal, name, first_name, last_name,
                                  password_hash, app_metadata, created_at, updated_at)
            VALUES ({tx.NewId<UserId>()}, {user.Email.Text}, {user.Email.Normal}, {user.EmailVerifiedAt}, {user.Username?.Text},
                    {user.Username?.Normal}, {user.Name}, {user.FirstName}, {user.LastName}, {user.PasswordHash},
                    {new Json(user.AppMetadata)}, {tx.Now}, {tx.Now})
            ON CONFLICT DO NOTHING
            RETURNING {Columns}
            """, Read);
    }

    /// <summary>The changed user, or null when the username is taken (or the user gone).</summary>
    public static async ValueTask<User?> Change(Tx tx, UserId id, ProfileChange change)
    {
        await Queue(tx, change.Username?.Normal);
        if (change.Username is { } name && await FindByUsername(tx, name.Normal) is { } owner && owner.Id != id)
        {
            return null;
        }

        var username = change.ClearsUsername ? (Sql)$"NULL" : (Sql)$"coalesce({change.Username?.Text}, username)";
        var normal = change.ClearsUsername ? (Sql)$"NULL" : (Sql)$"coalesce({change.Username?.Normal}, username_normal)";
        return await tx.Find($"""
            UPDATE kw.users
               SET name = CASE WHEN {change.Name} = '' THEN NULL ELSE coalesce({change.Name}, name) END,
                   first_name = CASE WHEN {change.FirstName} = '' THEN NULL ELSE coalesce({change.FirstName}, first_name) END,
                   last_name = CASE WHEN {change.LastName} = '' THEN NULL ELSE coalesce({change.LastName}, last_name) END,
                   username = {username}, username_normal = {normal},
                   user_metadata = coalesce({new Json(change.UserMetadata)}, user_metadata),
                   updated_at = {tx.Now}
             WHERE id = {id} AND status <> 'deleted'
            RETURNING {Columns}
            """, Read);
    }

    /// <summary>
    /// Takes a password as proven, and renews an outdated hash, if it is still the one that was verified. Null when it was changed
    /// meanwhile, or the user is not active, or locked by an administrator, or (where that is required) has not proven the address.
    /// </summary>
    public static ValueTask<User?> PasswordProven(Tx tx, UserId id, string verifiedHash, string? renewedHash, bool mustBeVerified)
    {
        var verified = mustBeVerified ? (Sql)$"AND email_verified_at IS NOT NULL" : (Sql)$"";
        var renewed = renewedHash is null ? (Sql)$"" : (Sql)$"password_hash = {renewedHash},";
        return tx.Find($"""
            UPDATE kw.users
               SET failed_login_attempts = 0, {renewed}
                   locked_until = CASE WHEN locked_by = 'admin' THEN locked_until END,
                   locked_by = CASE WHEN locked_by = 'admin' THEN locked_by END
             WHERE id = {id} AND password_hash = {verifiedHash} AND status = 'active'
               AND (locked_by IS NULL OR locked_by <> 'admin' OR locked_until <= {tx.Now}) {verified}
            RETURNING {Columns}
            """, Read);
    }

    /// <summary>
    /// Notes a sign-in by another proof than a password. Null when the user is not active, or locked by an administrator, or (where that
    /// is required) has not proven the address.
    /// </summary>
    public static ValueTask<User?> SignedIn(Tx tx, UserId id, bool mustBeVerified)
    {
        var verified = mustBeVerified ? (Sql)$"AND email_verified_at IS NOT NULL" : (Sql)$"";
        return tx.Find($"""
            UPDATE kw.users SET last_login_at = {tx.Now}
             WHERE id = {id} AND status = 'active' AND (locked_by IS NULL OR locked_by <> 'admin' OR locked_until <= {tx.Now}) {verified}
            RETURNING {Columns}
            """, Read);
    }

    /// <summary>The same, with the commit, where it is known that the user may.</summary>
    public static ValueTask NoteSignIn(Tx tx, UserId id) => tx.Later($"UPDATE kw.users SET last_login_at = {tx.Now} WHERE id = {id}");

    /// <summary>Since when a password alone does not sign in, or null: it does. Tells whether that was so before.</summary>
    public static async ValueTask<bool> SetTwoFactor(Tx tx, UserId id, DateTimeOffset? since) => await tx.Execute($"""
        UPDATE kw.users SET two_factor_at = {since}, updated_at = {tx.Now}
         WHERE id = {id} AND ({since} IS NOT NULL OR two_factor_at IS NOT NULL)
        """) > 0;

    /// <summary>
    /// What administrators see of the shared lane. Says nothing about whether the user exists: it costs the same for nobody.
    /// </summary>
    public static ValueTask SignInFailed(Tx tx, UserId id, int attempts, DateTimeOffset? lockedUntil) => tx.Later($"""
        UPDATE kw.users
           SET failed_login_attempts = {attempts},
               locked_until = CASE WHEN locked_by = 'admin' THEN locked_until ELSE {lockedUntil} END,
               locked_by = CASE WHEN locked_by = 'admin' THEN 'admin' WHEN {lockedUntil} IS NULL THEN NULL ELSE 'attempts' END
         WHERE id = {id}
        """);

    /// <summary>
    /// Notes that the user's mailbox is theirs. Null when the address is not <paramref name="normalEmail"/> any more (null for whatever it
    /// is), or the user is gone.
    /// </summary>
    public static ValueTask<User?> VerifyEmail(Tx tx, UserId id, string? normalEmail) => tx.Find($"""
        UPDATE kw.users SET email_verified_at = coalesce(email_verified_at, {tx.Now}), updated_at = {tx.Now}
         WHERE id = {id} AND email_normal = coalesce({normalEmail}, email_normal) AND status <> 'deleted'
        RETURNING {Columns}
        """, Read);

    /// <summary>The user with the proven new address, or null when somebody else has it (or the user is gone).</summary>
    public static async ValueTask<User?> ChangeEmail(Tx tx, UserId id, EmailAddress email)
    {
        await Queue(tx, email.Normal);
        return await FindByEmail(tx, email.Normal) is { } owner && owner.Id != id ? null : await tx.Find($"""
            UPDATE kw.users
               SET email = {email.Text}, email_normal = {email.Normal}, email_verified_at = {tx.Now}, updated_at = {tx.Now}
             WHERE id = {id} AND status <> 'deleted'
            RETURNING {Columns}
            """, Read);
    }

    public static ValueTask<int> SetPassword(Tx tx, UserId id, string hash) => tx.Execute($"""
        UPDATE kw.users SET password_hash = {hash}, updated_at = {tx.Now} WHERE id = {id}
        """);

    /// <summary>Sets a new password where the old one is still <paramref name="provenHash"/>: of two changes at once, one.</summary>
    public static async ValueTask<bool> ReplacePassword(Tx tx, UserId id, string provenHash, string hash) => await tx.Execute($"""
        UPDATE kw.users SET password_hash = {hash}, updated_at = {tx.Now} WHERE id = {id} AND password_hash = {provenHash}
        """) > 0;

    /// <summary>The user with the new status, or null when there is none. Live sessions and tokens feel it at their next request.</summary>
    public static async ValueTask<User?> SetStatus(Tx tx, Revocations revocations, UserId id, UserStatus status)
    {
        var user = await tx.Find($"""
            UPDATE kw.users SET status = {status.Word()}, updated_at = {tx.Now} WHERE id = {id} AND status <> 'deleted'
            RETURNING {Columns}
            """, Read);
        if (user is not null)
        {
            await revocations.Add(tx, Subject.Of(id));
        }

        return user;
    }

    /// <summary>Closes (or, with nulls, opens) sign-in for a user by an administrator's word.</summary>
    public static ValueTask<User?> SetLock(Tx tx, UserId id, DateTimeOffset? until, string? reason) => tx.Find($"""
        UPDATE kw.users
           SET locked_until = {until}, locked_by = {(until is null ? null : "admin")}, lock_reason = {reason},
               failed_login_attempts = 0, updated_at = {tx.Now}
         WHERE id = {id} AND status <> 'deleted'
        RETURNING {Columns}
        """, Read);

    /// <summary>
    /// Holds the user's row until the commit: what may not happen twice at once to one user queues here. On SQLite all units queue.
    /// </summary>
    public static ValueTask Hold(Tx tx, UserId id) => tx.Dialect == Dialect.Sqlite
        ? ValueTask.CompletedTask
        : tx.Later($"SELECT id FROM kw.users WHERE id = {id} FOR UPDATE");

    /// <summary>How many ways to sign in a user has: the last one must not be taken away.</summary>
    public static async ValueTask<int> WaysIn(Tx tx, UserId id) => (int)(await tx.FindValue($"""
        SELECT (CASE WHEN u.password_hash IS NULL THEN 0 ELSE 1 END)
               + (SELECT count(*) FROM kw.passkeys AS p WHERE p.user_id = u.id)
               + (SELECT count(*) FROM kw.external_accounts AS e WHERE e.user_id = u.id) AS ways
          FROM kw.users AS u WHERE u.id = {id}
        """, row => row.Long("ways")) ?? 0);

    /// <summary>
    /// Erases the person from the row, which stays so that ids in the audit keep their meaning; email and username are free again.
    /// </summary>
    public static async ValueTask<bool> Erase(Tx tx, Revocations revocations, UserId id)
    {
        var erased = await tx.Execute($$"""
            UPDATE kw.users
               SET status = 'deleted', email = NULL, email_normal = NULL, email_verified_at = NULL, username = NULL, username_normal = NULL,
                   name = NULL, first_name = NULL, last_name = NULL, password_hash = NULL, locked_until = NULL, locked_by = NULL,
                   lock_reason = NULL, two_factor_at = NULL, user_metadata = '{}', app_metadata = '{}', updated_at = {{tx.Now}}
             WHERE id = {{id}} AND status <> 'deleted'
            """) > 0;
        if (erased)
        {
            await revocations.Add(tx, Subject.Of(id));
        }

        return erased;
    }

    /// <summary>Waits for its turn among those who want this address: what is looked up after it stays so until the commit.</summary>
    public static ValueTask QueueFor(Tx tx, EmailAddress email) => Queue(tx, email.Normal);

    /// <summary>
    /// On PostgreSQL those who want one username or address queue for it, so that the later one's look finds it taken: a unique violation
    /// would end its unit. On SQLite all units queue.
    /// </summary>
    private static ValueTask Queue(Tx tx, string? name) => name is null || tx.Dialect == Dialect.Sqlite
        ? ValueTask.CompletedTask
        : tx.Later($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))");

    // PostgreSQL has no NUL in a text. What somebody looks for may hold one, and then it is nobody.
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');

    private static User Read(Row row) =>
        new(row.Id<UserId>("id"), UserWords.Status(row.Text("status")), row.Instant("created_at"), row.Instant("updated_at"))
        {
            Email = row.TextOrNull("email"),
            EmailVerifiedAt = row.InstantOrNull("email_verified_at"),
            Username = row.TextOrNull("username"),
            Name = row.TextOrNull("name"),
            FirstName = row.TextOrNull("first_name"),
            LastName = row.TextOrNull("last_name"),
            PasswordHash = row.TextOrNull("password_hash"),
            FailedLoginAttempts = row.Int("failed_login_attempts"),
            LockedUntil = row.InstantOrNull("locked_until"),
            LockedByAdmin = row.TextOrNull("locked_by") == "admin",
            LockReason = row.TextOrNull("lock_reason"),
            LastLoginAt = row.InstantOrNull("last_login_at"),
            TwoFactorAt = row.InstantOrNull("two_factor_at"),
            UserMetadata = row.Text("user_metadata"),
            AppMetadata = row.Text("app_metadata"),
        };
}
