using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Device;
using Keywright.OAuth.Par;
using Keywright.OAuth.Registration;
using Keywright.OAuth.Token;

namespace Keywright.OAuth.Discovery;

/// <summary>What this server can do, and no more (RFC 8414, OpenID Connect Discovery §3): written once.</summary>
internal sealed class ServerMetadata
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ServerMetadata(OAuthSettings settings, OAuthOptions options, Scopes scopes, IEnumerable<IGrantType> grants)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            WriteEndpoints(json, settings);
            WriteAbilities(json, scopes, [.. grants.Select(grant => grant.Name)], options.Profile == OAuthProfile.Fapi2);
            json.WriteBoolean("client_id_metadata_document_supported", options.ClientIdMetadataDocuments);
            json.WriteEndObject();
        }

        Json = buffer.WrittenMemory.ToArray();
    }

    public byte[] Json { get; }

    private static void WriteEndpoints(Utf8JsonWriter json, OAuthSettings settings)
    {
        json.WriteString("issuer", settings.Issuer);
        json.WriteString("authorization_endpoint", settings.At(Authorize.Authorize.Path));
        json.WriteString("token_endpoint", settings.At("/oauth/token"));
        json.WriteString("userinfo_endpoint", settings.At("/oauth/userinfo"));
        json.WriteString("jwks_uri", settings.At("/.well-known/jwks.json"));
        json.WriteString("pushed_authorization_request_endpoint", settings.At(PushAuthorization.Path));
        json.WriteString("device_authorization_endpoint", settings.At(AuthorizeDevice.Path));
        json.WriteString("introspection_endpoint", settings.At("/oauth/introspect"));
        json.WriteString("revocation_endpoint", settings.At("/oauth/revoke"));
        json.WriteString("end_session_endpoint", settings.At("/oauth/end_session"));
        if (settings.Registration != DynamicRegistration.Off)
        {
            json.WriteString("registration_endpoint", settings.At(RegistrationEndpoints.Path));
        }
    }

    private static void WriteAbilities(Utf8JsonWriter json, Scopes scopes, IReadOnlyList<string> grants, bool isFapi)
    {
        string[] proofs = isFapi ? ["private_key_jwt"] : ["client_secret_basic", "client_secret_post", "private_key_jwt"];
        var methods = isFapi ? proofs : [.. proofs, "none"];
        string[] algorithms = ["ES256", "RS256", "PS256"];
        Write(json, "scopes_supported", scopes.Supported);
        Write(json, "response_types_supported", ["code"]);
        Write(json, "response_modes_supported", ["query"]);
        Write(json, "grant_types_supported", grants);
        Write(json, "subject_types_supported", ["public", "pairwise"]);
        Write(json, "id_token_signing_alg_values_supported", algorithms);
        Write(json, "token_endpoint_auth_methods_supported", methods);
        Write(json, "token_endpoint_auth_signing_alg_values_supported", algorithms);
        Write(json, "introspection_endpoint_auth_methods_supported", proofs);
        Write(json, "introspection_endpoint_auth_signing_alg_values_supported", algorithms);
        Write(json, "revocation_endpoint_auth_methods_supported", methods);
        Write(json, "revocation_endpoint_auth_signing_alg_values_supported", algorithms);
        Write(json, "dpop_signing_alg_values_supported", algorithms);
        Write(json, "request_object_signing_alg_values_supported", algorithms);
        Write(json, "code_challenge_methods_supported", [Pkce.Method]);
        Write(json, "prompt_values_supported", ["none", "login", "consent", "select_account"]);
        Write(json, "acr_values_supported", AcrValues.All);
        Write(json, "claims_supported", Claims);
        json.WriteBoolean("claims_parameter_supported", false);
        json.WriteBoolean("request_parameter_supported", true);
        json.WriteBoolean("request_uri_parameter_supported", false);
        json.WriteBoolean("require_pushed_authorization_requests", isFapi);
        json.WriteBoolean("authorization_response_iss_parameter_supported", true);
        json.WriteBoolean("backchannel_logout_supported", true);
        json.WriteBoolean("backchannel_logout_session_supported", true);
    }

    private static readonly string[] Claims =
    [
        "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid", "name", "given_name", "family_name",
        "middle_name", "nickname", "preferred_username", "profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale",
        "updated_at", "email", "email_verified", "phone_number", "phone_number_verified", "address", "roles", "permissions",
    ];

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
