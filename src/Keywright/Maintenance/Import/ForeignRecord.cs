namespace Keywright.Maintenance.Import;

/// <summary>Something that another system had.</summary>
/// <param name="Place">Where it stood.</param>
internal abstract record ForeignRecord(string Place);

/// <summary>A user, in our words: what each means is told in <see cref="UserFields"/>.</summary>
internal sealed record ForeignUser(string Place, IReadOnlyDictionary<string, string?> Fields) : ForeignRecord(Place)
{
    public string? this[string field] => Fields.TryGetValue(field, out var text) && !string.IsNullOrEmpty(text) ? text : null;
}

/// <summary>A personal access token, of which the SHA-256 was kept.</summary>
internal sealed record ForeignToken(string Place, string Id, string OwnerId, string? Name, string? Hash) : ForeignRecord(Place)
{
    public string? Abilities { get; init; }

    public string? LastUsedAt { get; init; }

    public string? ExpiresAt { get; init; }

    public string? CreatedAt { get; init; }
}

/// <summary>Something that does not come along, and why.</summary>
internal sealed record ForeignRest(string Place, string Table, string Reason) : ForeignRecord(Place)
{
    /// <summary>Whether it would have been a user.</summary>
    public bool IsRefused { get; init; }
}
