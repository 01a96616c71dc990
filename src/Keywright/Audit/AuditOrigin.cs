using System.Net;
using Keywright.Security;

namespace Keywright.Audit;

/// <summary>Who caused an event, and by which request. Without one it was the system, or the command line.</summary>
internal sealed record AuditOrigin(
    Guid? ActorId, SessionId? SessionId, IPAddress? Address, string? UserAgent, string? Method, string? Path, IReadOnlyList<string> Tags)
{
    public static readonly AuditOrigin System = new(null, null, null, null, null, null, ["system"]);

    public static readonly AuditOrigin CommandLine = new(null, null, null, null, null, null, ["cli"]);

    /// <summary>From the host application's own code, through the public services.</summary>
    public static readonly AuditOrigin Code = new(null, null, null, null, null, null, ["code"]);

    public string? Country { get; init; }

    public string? City { get; init; }

    /// <summary>What the request asked for, as JSON without secrets.</summary>
    public string? ParametersJson { get; init; }

    /// <summary>What the route answers when all goes well. An event is written before its answer.</summary>
    public int? SuccessStatus { get; init; }

    /// <summary>The request of somebody who has just proved to be <paramref name="user"/>.</summary>
    public AuditOrigin By(UserId user) => ActorId is null ? this with { ActorId = user.Value } : this;
}
