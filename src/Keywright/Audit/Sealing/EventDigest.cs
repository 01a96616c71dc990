namespace Keywright.Audit.Sealing;

/// <summary>
/// What a seal holds of an event. The personal columns go in as a digest of their own, salted, which stays when they are erased: so the
/// event's digest is the same before and after, and nobody finds an address by trying them all once the salt is gone.
/// </summary>
internal static class EventDigest
{
    public const int Length = 32;

    public static byte[] Of(AuditRecord record)
    {
        using var hash = new CanonicalHash("keywright audit event 1");
        hash.Add(record.Id);
        hash.Add(record.UserId);
        hash.Add(record.ActorId);
        hash.Add(record.SessionId);
        hash.Add(record.EventType);
        hash.Add(record.Category);
        hash.Add(record.Action);
        hash.Add(record.ResourceType);
        hash.Add(record.ResourceId);
        hash.Add(record.Status);
        hash.Add(record.ResultCode);
        hash.Add(record.RiskScore);
        hash.Add(record.Method);
        hash.Add(record.Path);
        hash.Add(record.ResponseStatus);
        hash.Add(CanonicalJson.Of(record.TagsJson));
        hash.Add(record.Severity);
        hash.Add(record.IsSensitive ? 1 : 0);
        hash.Add(record.RetentionPolicy);
        hash.Add(record.CreatedAt);
        hash.Add(record.ExpiresAt);
        hash.Add(OfPersonal(record));
        return hash.Done();
    }

    /// <summary>The kept digest counts only where nothing is left that it could disagree with.</summary>
    public static byte[] OfPersonal(AuditRecord record)
    {
        if (record.PersonalDigest is { } kept && IsRedacted(record))
        {
            return kept;
        }

        using var hash = new CanonicalHash("keywright audit person 1");
        hash.Add(record.PersonalSalt ?? []);
        hash.Add(record.Message);
        hash.Add(record.Address?.ToString());
        hash.Add(record.UserAgent);
        hash.Add(record.Country);
        hash.Add(record.City);
        hash.Add(CanonicalJson.Of(record.ParametersJson));
        hash.Add(CanonicalJson.Of(record.MetadataJson));
        return hash.Done();
    }

    private static bool IsRedacted(AuditRecord record) => record is
    {
        RedactedAt: not null,
        PersonalSalt: null,
        Message: null,
        Address: null,
        UserAgent: null,
        Country: null,
        City: null,
        ParametersJson: null,
        MetadataJson: null,
    };
}
