namespace Keywright.Audit;

/// <summary>An event with all that its row says of it: made when the fact happened, written then or a moment later.</summary>
internal sealed record AuditRow(AuditEventId Id, DateTimeOffset At, AuditOrigin Origin, AuditEvent Fact)
{
    public required string Policy { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required int? ResponseStatus { get; init; }
}
