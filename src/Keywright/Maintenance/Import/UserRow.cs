using System.Text.Json;
using Keywright.Database;
using Keywright.Maintenance.Transfer;
using Keywright.Security.PasswordHash.Imported;
using Keywright.Users;

namespace Keywright.Maintenance.Import;

/// <summary>Makes the row of a user who comes from elsewhere, under the rules that hold for everybody here.</summary>
internal sealed class UserRow(TransferTable table, string source, bool allowsUnknownHashes, DateTimeOffset now)
{
    private const int LongestName = 255;
    private const int LongestMetadata = 16 * 1024;

    /// <summary>The row, or null with the reason; <paramref name="left"/> is told what of it is left out.</summary>
    public (string?[]? Row, string? Refused) Make(ForeignUser user, Action<string> left)
    {
        if (EmailAddress.Parse(user[UserFields.Email]) is not { } email)
        {
            return (null, user[UserFields.Email] is null ? "it has no email address." : "its email address is not one.");
        }

        var hash = Hash(user, left, out var refused);
        if (refused is not null)
        {
            return (null, refused);
        }

        var row = new string?[table.Columns.Count];
        void Set(string column, string? text) => row[table.Position(column)] = text;
        var created = Time(user, UserFields.CreatedAt, left) ?? Instants.ToText(now);
        Set("id", ForeignId.Of(source, "user", user[UserFields.Id] ?? email.Normal));
        Set("email", email.Text);
        Set("email_normal", email.Normal);
        Set("email_verified_at", Time(user, UserFields.EmailVerifiedAt, left)
            ?? (UserFields.IsYes(user[UserFields.EmailVerified]) ? created : null));
        SetUsername(user, email, Set, left);
        foreach (var name in (string[])[UserFields.Name, UserFields.FirstName, UserFields.LastName])
        {
            Set(name, Name(user, name, left));
        }

        Set("password_hash", hash);
        Set("status", Status(user, left));
        Set("failed_login_attempts", "0");
        SetLock(user, Set, left);
        Set("last_login_at", Time(user, UserFields.LastLoginAt, left));
        Set("user_metadata", Metadata(user, UserFields.UserMetadata, left));
        Set("app_metadata", Metadata(user, UserFields.AppMetadata, left));
        Set("created_at", created);
        Set("updated_at", Time(user, UserFields.UpdatedAt, left) ?? created);
        return (row, null);
    }

    private string? Hash(ForeignUser user, Action<string> left, out string? refused)
    {
        refused = null;
        if (user[UserFields.PasswordHash] is not { } written)
        {
            return null;
        }

        var (stored, reason) = ForeignHash.ForThisMachine.Read(written);
        if (reason is null)
        {
            return stored;
        }

        if (allowsUnknownHashes)
        {
            left($"its password hash can't be verified, so it needs a password reset: {reason}");
        }
        else
        {
            refused = $"its password hash can't be verified: {reason} To import such users without a password: --allow-unknown-hashes.";
        }

        return null;
    }

    /// <summary>Many systems have the address for a username; that says nothing new.</summary>
    private static void SetUsername(ForeignUser user, EmailAddress email, Action<string, string?> set, Action<string> left)
    {
        if (user[UserFields.Username] is not { } text || EmailAddress.Parse(text)?.Normal == email.Normal)
        {
            return;
        }

        if (Username.Parse(text) is { } username)
        {
            set("username", username.Text);
            set("username_normal", username.Normal);
        }
        else
        {
            left($"its username is left out. {Username.Rule}");
        }
    }

    private static string? Name(ForeignUser user, string field, Action<string> left)
    {
        if (ProfileText.Refuse(user[field], LongestName) is not { } reason)
        {
            return user[field];
        }

        left($"its {field} is left out. {reason}");
        return null;
    }

    private static string Status(ForeignUser user, Action<string> left)
    {
        if (UserFields.IsYes(user[UserFields.Disabled]))
        {
            return "inactive";
        }

        var status = user[UserFields.Status]?.Trim().ToLowerInvariant();
        if (status is null or "active" or "inactive" or "suspended" or "banned")
        {
            return status ?? "active";
        }

        left("its status is not one of active, inactive, suspended, banned: it is inactive here.");
        return "inactive";
    }

    /// <summary>A lock to come is taken for an administrator's: those of failed attempts are over in minutes.</summary>
    private void SetLock(ForeignUser user, Action<string, string?> set, Action<string> left)
    {
        if (Time(user, UserFields.LockedUntil, left) is { } until && string.CompareOrdinal(until, Instants.ToText(now)) > 0)
        {
            set("locked_until", until);
            set("locked_by", "admin");
            set("lock_reason", $"Locked in {source}.");
        }
    }

    private static string? Time(ForeignUser user, string field, Action<string> left)
    {
        if (user[field] is not { } text)
        {
            return null;
        }

        if (ForeignTime.Parse(text) is { } time)
        {
            return Instants.ToText(time);
        }

        left($"its {field} is left out: it is no time that is understood.");
        return null;
    }

    private static string Metadata(ForeignUser user, string field, Action<string> left)
    {
        if (user[field] is not { } text)
        {
            return "{}";
        }

        try
        {
            var canonical = CanonicalJson.Of(text);
            if (canonical.StartsWith('{') && canonical.Length <= LongestMetadata
                && !canonical.Contains("\\u0000", StringComparison.Ordinal))
            {
                return canonical;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        left($"its {field} is left out: it is no JSON object of at most {LongestMetadata} characters.");
        return "{}";
    }
}
