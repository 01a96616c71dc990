using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Keywright.Http;
using Keywright.OAuth.Clients;

namespace Keywright.OAuth.Registration;

/// <summary>
/// What a client is told of its registration (RFC 7591 §3.2.1, RFC 7592 §3): all that was registered, whether it asked for it or not. What
/// it has not is left out, as readers of this document want it.
/// </summary>
internal static class RegistrationAnswer
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IResult Of(OAuthClient client, string? secret, string token, OAuthSettings settings, int status)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("client_id", client.ClientId);
            json.WriteNumber("client_id_issued_at", client.CreatedAt.ToUnixTimeSeconds());
            if (secret is not null)
            {
                json.WriteString("client_secret", secret);
                json.WriteNumber("client_secret_expires_at", client.SecretExpiresAt?.ToUnixTimeSeconds() ?? 0);
            }

            json.WriteString("registration_access_token", token);
            json.WriteString("registration_client_uri", settings.At($"{RegistrationEndpoints.Path}/{client.ClientId}"));
            WriteFlows(json, client);
            WriteDescription(json, client);
            json.WriteEndObject();
        }

        return new JsonBytesAnswer(buffer.WrittenMemory, status);
    }

    /// <summary>RFC 7591 §3.2.2.</summary>
    public static OAuthErrorAnswer Refuse(ClientMembers said) => new(new OAuthError(
        said.Errors.ContainsKey("redirect_uris") ? "invalid_redirect_uri" : "invalid_client_metadata",
        string.Join(" ", said.Errors.Select(error => $"{error.Key}: {string.Join(" ", error.Value)}"))));

    public static OAuthErrorAnswer Refuse(ProblemResult malformed) => Invalid(malformed.Detail, malformed.Code.Status);

    /// <summary>RFC 7591 §3.2.2.</summary>
    public static OAuthErrorAnswer Invalid(string description, int status = StatusCodes.Status400BadRequest) =>
        new(new OAuthError("invalid_client_metadata", description, status));

    private static void WriteFlows(Utf8JsonWriter json, OAuthClient client)
    {
        json.WriteString("token_endpoint_auth_method", client.AuthMethod);
        Write(json, "redirect_uris", client.RedirectUris);
        Write(json, "post_logout_redirect_uris", client.PostLogoutRedirectUris);
        Write(json, "grant_types", client.GrantTypes);
        Write(json, "response_types", client.ResponseTypes);
        json.WriteString("scope", string.Join(' ', client.Scopes));
        Write(json, "resources", client.Resources);
        json.WriteString("application_type", client.ApplicationType);
        json.WriteString("subject_type", client.SubjectType);
        Write(json, "sector_identifier_uri", client.SectorIdentifierUri);
        Write(json, "id_token_signed_response_alg", client.IdTokenAlgorithm);
        Write(json, "jwks_uri", client.JwksUri);
        if (client.Jwks is { } keys)
        {
            json.WritePropertyName("jwks");
            json.WriteRawValue(keys);
        }

        if (client.DefaultMaxAge is { } age)
        {
            json.WriteNumber("default_max_age", (int)age.TotalSeconds);
        }

        json.WriteBoolean("require_auth_time", client.RequireAuthTime);
        json.WriteBoolean("require_pushed_authorization_requests", client.RequirePushedRequests);
        json.WriteBoolean("dpop_bound_access_tokens", client.DpopBoundAccessTokens);
        Write(json, "backchannel_logout_uri", client.BackchannelLogoutUri);
        json.WriteBoolean("backchannel_logout_session_required", client.BackchannelLogoutSessionRequired);
    }

    private static void WriteDescription(Utf8JsonWriter json, OAuthClient client)
    {
        json.WriteString("client_name", client.Name);
        Write(json, "client_uri", client.Uri);
        Write(json, "logo_uri", client.LogoUri);
        Write(json, "policy_uri", client.PolicyUri);
        Write(json, "tos_uri", client.TosUri);
        Write(json, "contacts", client.Contacts);
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }
}
