using System.Globalization;
using System.Net;
using Keywright.Database;
using Keywright.Http;

namespace Keywright.Audit;

/// <summary>Which events are asked for; what is null does not matter.</summary>
internal sealed record AuditFilter
{
    public static readonly string[] QueryNames =
    [
        "user_id", "event_type", "event_category", "action", "status", "severity", "ip", "tag", "resource_type", "resource_id",
        "from", "to",
    ];

    public Guid? UserId { get; init; }

    public string? EventType { get; init; }

    public string? Category { get; init; }

    public string? Action { get; init; }

    public string? Status { get; init; }

    public string? Severity { get; init; }

    public IPAddress? Address { get; init; }

    public string? Tag { get; init; }

    public string? ResourceType { get; init; }

    public string? ResourceId { get; init; }

    /// <summary>Included.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Not included.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The filter of a request, or null with everything that is wrong with it.</summary>
    public static AuditFilter? Parse(Call call, out IResult? refusal)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        T? Value<T>(string name, Func<string, T?> parse, string expected)
            where T : struct
        {
            var value = call.Query(name) is { } text ? parse(text) : null;
            if (value is null && call.Query(name) is not null)
            {
                errors[name] = [expected];
            }

            return value;
        }

        var filter = new AuditFilter
        {
            UserId = Value<Guid>("user_id", text => Guid.TryParse(text, out var id) ? id : null, "must be an id."),
            From = Value("from", ParseInstant, InstantRule),
            To = Value("to", ParseInstant, InstantRule),
            Address = ParseAddress(call, errors),
            EventType = call.Query("event_type"),
            Category = call.Query("event_category"),
            Action = call.Query("action"),
            Status = call.Query("status"),
            Severity = call.Query("severity"),
            Tag = call.Query("tag"),
            ResourceType = call.Query("resource_type"),
            ResourceId = call.Query("resource_id"),
        };
        foreach (var name in QueryNames.Where(name => call.Query(name)?.Contains('\0', StringComparison.Ordinal) == true))
        {
            errors[name] = ["must not hold a NUL character."];
        }

        refusal = errors.Count > 0 ? Problems.Invalid(errors) : null;
        return errors.Count > 0 ? null : filter;
    }

    private const string InstantRule = "must be an instant such as 2026-11-21 or 2026-11-21T12:00:00Z.";

    /// <summary>Without a zone it is UTC.</summary>
    public static DateTimeOffset? ParseInstant(string text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant : null;

    /// <summary>The condition, with <c>e</c> for the table.</summary>
    public Sql Where(Tx tx)
    {
        Sql sql = $"1 = 1";
        sql = UserId is { } user ? $"{sql} AND e.user_id = {user}" : sql;
        sql = EventType is { } type ? $"{sql} AND e.event_type = {type}" : sql;
        sql = Category is { } category ? $"{sql} AND e.event_category = {category}" : sql;
        sql = Action is { } action ? $"{sql} AND e.action = {action}" : sql;
        sql = Status switch
        {
            null => sql,
            // As the text that the partial index of failures is for.
            "failure" => $"{sql} AND e.status = 'failure'",
            _ => $"{sql} AND e.status = {Status}",
        };
        sql = Severity is { } severity ? $"{sql} AND e.severity = {severity}" : sql;
        sql = Address is { } address ? $"{sql} AND e.ip_address = {address}" : sql;
        sql = ResourceType is { } resource ? $"{sql} AND e.resource_type = {resource}" : sql;
        sql = ResourceId is { } id ? $"{sql} AND e.resource_id = {id}" : sql;
        sql = From is { } from ? $"{sql} AND e.created_at >= {from}" : sql;
        sql = To is { } to ? $"{sql} AND e.created_at < {to}" : sql;
        return Tag is { } tag ? $"{sql} AND {HasTag(tx, tag)}" : sql;
    }

    private static Sql HasTag(Tx tx, string tag) => tx.Dialect.Choose<Sql>(
        sqlite: $"EXISTS (SELECT 1 FROM json_each(e.tags) AS t WHERE t.value = {tag})",
        postgres: $"e.tags @> {new Json(JsonText.Array([tag]))}");

    private static IPAddress? ParseAddress(Call call, Dictionary<string, string[]> errors)
    {
        if (call.Query("ip") is not { } text)
        {
            return null;
        }

        if (!IPAddress.TryParse(text, out var address))
        {
            errors["ip"] = ["must be an IP address."];
        }

        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }
}
