using Keywright.Audit;
using Keywright.Database;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Clients;

namespace Keywright.OAuth.Device;

/// <summary>What the audit log tells of devices that wait for their user.</summary>
internal static class DeviceEvents
{
    public static AuditEvent Asked(OAuthClient client, DeviceRequest request) =>
        Of(client, request, "oauth_device_authorization_requested", "Give a device its codes");

    public static AuditEvent Allowed(OAuthClient client, DeviceRequest request, SignedInSession by) =>
        Of(client, request, "oauth_device_allowed", "Allow a device") with { UserId = by.User.Id, SessionId = by.SessionId };

    public static AuditEvent Refused(OAuthClient client, DeviceRequest request, SignedInSession by) =>
        Of(client, request, "oauth_device_refused", "Refuse a device") with
        {
            UserId = by.User.Id,
            SessionId = by.SessionId,
            Failed = true,
            ResultCode = "access_denied",
        };

    public static AuditEvent WrongCode(SignedInSession by) =>
        new("oauth_device_code_wrong", AuditCategory.Security, "Type the code of a device that there is not")
        {
            UserId = by.User.Id,
            SessionId = by.SessionId,
            Failed = true,
            ResultCode = "not_found",
            Severity = AuditSeverity.Warning,
        };

    private static AuditEvent Of(OAuthClient client, DeviceRequest request, string type, string action) =>
        new(type, AuditCategory.Token, action)
        {
            ResourceType = "oauth_client",
            ResourceId = client.Id.ToString(),
            MetadataJson = JsonText.Object(
                ("client_id", client.ClientId), ("scope", string.Join(' ', request.Scopes)),
                ("resource", string.Join(' ', request.Resources)), ("device_address", request.Address?.ToString())),
        };
}
