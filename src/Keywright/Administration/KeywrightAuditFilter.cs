using System.Net;
using Keywright.Audit;

namespace Keywright.Administration;

/// <summary>Which events are asked for; what is null does not matter.</summary>
public sealed record KeywrightAuditFilter
{
    /// <summary>Whom they are about.</summary>
    public Guid? UserId { get; init; }

    /// <summary>What happened.</summary>
    public string? EventType { get; init; }

    /// <summary>authentication, account, security, token, role, client, admin or system.</summary>
    public string? EventCategory { get; init; }

    /// <summary>The whole text of the action.</summary>
    public string? Action { get; init; }

    /// <summary>success or failure.</summary>
    public string? Status { get; init; }

    /// <summary>debug, info, warning, error or critical.</summary>
    public string? Severity { get; init; }

    /// <summary>From where.</summary>
    public IPAddress? IpAddress { get; init; }

    /// <summary>One of their tags.</summary>
    public string? Tag { get; init; }

    /// <summary>To what kind of thing.</summary>
    public string? ResourceType { get; init; }

    /// <summary>To which.</summary>
    public string? ResourceId { get; init; }

    /// <summary>Not earlier.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Earlier than this.</summary>
    public DateTimeOffset? To { get; init; }

    internal AuditFilter Inner => new()
    {
        UserId = UserId,
        EventType = EventType,
        Category = EventCategory,
        Action = Action,
        Status = Status,
        Severity = Severity,
        Address = IpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : IpAddress,
        Tag = Tag,
        ResourceType = ResourceType,
        ResourceId = ResourceId,
        From = From,
        To = To,
    };
}
