using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Keywright.Database;
using Keywright.Http;

namespace Keywright.Audit;

internal enum AuditFormat
{
    Csv,
    JsonLines,
}

/// <summary>
/// Events as lines of text, newest first, read a page at a time: however many there are, little is in memory, and no transaction stays open
/// while a client reads slowly. What is written meanwhile is newer, and not among them.
/// </summary>
internal sealed class AuditExport(KeywrightDatabase database, WireJson wire)
{
    private const int PageSize = 500;

    private static readonly (string Name, Func<AuditRecord, string?> Value)[] Columns =
    [
        ("id", record => record.Id.ToString()),
        ("created_at", record => Instants.ToText(record.CreatedAt)),
        ("user_id", record => record.UserId?.ToString()),
        ("actor_id", record => record.ActorId?.ToString()),
        ("session_id", record => record.SessionId?.ToString()),
        ("event_type", record => record.EventType),
        ("event_category", record => record.Category),
        ("action", record => record.Action),
        ("resource_type", record => record.ResourceType),
        ("resource_id", record => record.ResourceId),
        ("status", record => record.Status),
        ("result_code", record => record.ResultCode),
        ("message", record => record.Message),
        ("ip_address", record => record.Address?.ToString()),
        ("user_agent", record => record.UserAgent),
        ("location_country", record => record.Country),
        ("location_city", record => record.City),
        ("risk_score", record => record.RiskScore?.ToString(CultureInfo.InvariantCulture)),
        ("request_method", record => record.Method),
        ("request_path", record => record.Path),
        ("request_params", record => record.ParametersJson),
        ("response_status", record => record.ResponseStatus?.ToString(CultureInfo.InvariantCulture)),
        ("metadata", record => record.MetadataJson),
        ("tags", record => record.TagsJson),
        ("severity", record => record.Severity),
        ("is_sensitive", record => record.IsSensitive ? "true" : "false"),
        ("retention_policy", record => record.RetentionPolicy),
        ("expires_at", record => record.ExpiresAt is { } at ? Instants.ToText(at) : null),
    ];

    /// <summary>Each line with its end.</summary>
    public async IAsyncEnumerable<string> Lines(
        AuditFilter filter, AuditFormat format, [EnumeratorCancellation] CancellationToken ct)
    {
        if (format == AuditFormat.Csv)
        {
            yield return Csv.Line(Columns.Select(column => (string?)column.Name));
        }

        await foreach (var record in Records(filter, ct))
        {
            yield return format == AuditFormat.Csv
                ? Csv.Line(Columns.Select(column => column.Value(record)))
                : JsonSerializer.Serialize(AuditEventView.Of(record), wire.TypeOf<AuditEventView>()) + "\n";
        }
    }

    public async IAsyncEnumerable<AuditRecord> Records(AuditFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        AuditCursor? before = null;
        while (true)
        {
            var page = await database.ReadOne(tx => AuditReader.List(tx, filter, before, PageSize), ct);
            foreach (var record in page)
            {
                yield return record;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            before = AuditCursor.Of(page[^1]);
        }
    }
}

/// <summary>
/// An export as an answer. What goes wrong after its head was sent breaks the connection off, so that nobody takes it for whole.
/// </summary>
internal sealed class AuditStream(AuditExport export, AuditFilter filter, AuditFormat format) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = format == AuditFormat.Csv ? "text/csv; charset=utf-8; header=present" : "application/jsonl; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"audit.{(format == AuditFormat.Csv ? "csv" : "jsonl")}\"";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        await foreach (var line in export.Lines(filter, format, httpContext.RequestAborted))
        {
            await response.WriteAsync(line, httpContext.RequestAborted);
        }
    }
}
