using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.Users;

/// <summary>What administrators change of a user beside the profile; a null leaves a value as it is.</summary>
internal sealed record AdministratorsChange(EmailAddress? Email, bool? EmailVerified, string? AppMetadata);

/// <summary>What only administrators write.</summary>
internal static partial class UserStore
{
    /// <summary>
    /// The changed user, or null when the address is another user's. A new address counts as unverified unless the change says otherwise.
    /// </summary>
    public static async ValueTask<User?> Change(Tx tx, Revocations revocations, UserId id, AdministratorsChange change)
    {
        await Queue(tx, change.Email?.Normal);
        if (change.Email is { } wanted && await FindByEmail(tx, wanted.Normal) is { } owner && owner.Id != id)
        {
            return null;
        }

        var verified = change.EmailVerified switch
        {
            true when change.Email is not null => (Sql)$"{tx.Now}",
            true => (Sql)$"coalesce(email_verified_at, {tx.Now})",
            false => (Sql)$"NULL",
            null when change.Email is { } email => (Sql)$"CASE WHEN email_normal = {email.Normal} THEN email_verified_at END",
            null => (Sql)$"email_verified_at",
        };
        var user = await tx.Find($"""
            UPDATE kw.users
               SET email_verified_at = {verified}, email = coalesce({change.Email?.Text}, email),
                   email_normal = coalesce({change.Email?.Normal}, email_normal),
                   app_metadata = coalesce({new Json(change.AppMetadata)}, app_metadata), updated_at = {tx.Now}
             WHERE id = {id} AND status <> 'deleted'
            RETURNING {Columns}
            """, Read);
        if (user is not null)
        {
            await revocations.Add(tx, Subject.Of(id));
        }

        return user;
    }
}
