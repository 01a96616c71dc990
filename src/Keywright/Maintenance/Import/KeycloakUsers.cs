using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keywright.Database;
using Keywright.Maintenance.Transfer;
using Keywright.Security.PasswordHash;
using Keywright.Security.PasswordHash.Imported;

namespace Keywright.Maintenance.Import;

/// <summary>The users of a Keycloak realm export (<c>kc.sh export</c>, one file or the files of users beside the realm).</summary>
internal static class KeycloakUsers
{
    private static readonly string[] OtherCredentials = ["otp", "webauthn", "webauthn-passwordless", "recovery-authn-codes"];

    /// <exception cref="TransferException">It is no realm export.</exception>
    public static async IAsyncEnumerable<ForeignRecord> Read(Stream from)
    {
        using var document = await Parse(from);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("users", out var users)
            || users.ValueKind != JsonValueKind.Array)
        {
            throw new TransferException("This is not a realm export: it has no \"users\". Export with: kc.sh export --users same_file");
        }

        var number = 0;
        foreach (var user in users.EnumerateArray())
        {
            foreach (var record in Records(user, string.Create(CultureInfo.InvariantCulture, $"users[{number++}]")))
            {
                yield return record;
            }
        }
    }

    private static async ValueTask<JsonDocument> Parse(Stream from)
    {
        try
        {
            return await JsonDocument.ParseAsync(from);
        }
        catch (JsonException e)
        {
            throw new TransferException($"This is not JSON: {e.Message}", e);
        }
    }

    private static IEnumerable<ForeignRecord> Records(JsonElement user, string place)
    {
        if (Text(user, "serviceAccountClientId") is not null)
        {
            yield return new ForeignRest(place, "users", "the service account of a client is left out.");
            yield break;
        }

        var left = new List<string>();
        var hash = Hash(user, left);
        foreach (var reason in left)
        {
            yield return new ForeignRest(place, "users", reason);
        }

        foreach (var provider in Members(user, "federatedIdentities").Select(identity => Text(identity, "identityProvider")))
        {
            yield return new ForeignRest(
                place, "users", $"its sign-in with {provider} is left out: it is linked again at the first sign-in there.");
        }

        if (Members(user, "groups").Any() || user.TryGetProperty("clientRoles", out _))
        {
            yield return new ForeignRest(
                place, "users", "its groups and the roles of clients are left out: only realm roles are roles here.");
        }

        yield return new ForeignUser(place, Fields(user, hash));
    }

    private static Dictionary<string, string?> Fields(JsonElement user, string? hash)
    {
        var roles = Members(user, "realmRoles").Select(role => role.GetString()!)
            .Where(role => !role.StartsWith("default-roles-", StringComparison.Ordinal)
                && role is not ("offline_access" or "uma_authorization"));
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [UserFields.Id] = Text(user, "id"),
            [UserFields.Email] = Text(user, "email"),
            [UserFields.EmailVerified] = Text(user, "emailVerified"),
            [UserFields.Username] = Text(user, "username"),
            [UserFields.FirstName] = Text(user, "firstName"),
            [UserFields.LastName] = Text(user, "lastName"),
            [UserFields.PasswordHash] = hash,
            [UserFields.Disabled] = Text(user, "enabled") == "false" ? "true" : null,
            [UserFields.CreatedAt] = Text(user, "createdTimestamp"),
            [UserFields.Roles] = JsonText.Array([.. roles]),
            [UserFields.AppMetadata] = Attributes(user),
        };
    }

    /// <summary>The password as a text that <see cref="ForeignHash"/> knows; what it does not know, it names.</summary>
    private static string? Hash(JsonElement user, List<string> left)
    {
        string? hash = null;
        foreach (var credential in Members(user, "credentials"))
        {
            var type = Text(credential, "type");
            if (type != "password")
            {
                left.Add($"its credential {(OtherCredentials.Contains(type) ? type : "of another kind")} is left out: it is set up again.");
                continue;
            }

            // Data and secret are JSON texts inside the JSON.
            var (how, what) = (Inner(credential, "credentialData"), Inner(credential, "secretData"));
            hash = how is null || what is null ? "unknown" : Hash(how.Value, what.Value) ?? "unknown";
        }

        return hash;
    }

    private static string? Hash(JsonElement how, JsonElement what)
    {
        if (Bytes(what, "salt") is not { } salt || Bytes(what, "value") is not { } value
            || !int.TryParse(Text(how, "hashIterations"), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
        {
            return null;
        }

        return Text(how, "algorithm") switch
        {
            "pbkdf2" => ImportedPbkdf2.Text("pbkdf2-sha1", iterations, salt, value),
            "pbkdf2-sha256" => ImportedPbkdf2.Text("pbkdf2-sha256", iterations, salt, value),
            "pbkdf2-sha512" => ImportedPbkdf2.Text("pbkdf2-sha512", iterations, salt, value),
            "argon2" when how.TryGetProperty("additionalParameters", out var more) && First(more, "version") is "1.3" =>
                $"$argon2{First(more, "type")}$v=19$m={First(more, "memory")},t={iterations.ToString(CultureInfo.InvariantCulture)},"
                + $"p={First(more, "parallelism")}${PhcBase64.Encode(salt)}${PhcBase64.Encode(value)}",
            _ => null,
        };
    }

    private static string? Attributes(JsonElement user)
    {
        if (!user.TryGetProperty("attributes", out var attributes) || attributes.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // Every attribute is a list there.
        var metadata = new JsonObject();
        foreach (var attribute in attributes.EnumerateObject())
        {
            metadata[attribute.Name] = attribute.Value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1
                ? JsonNode.Parse(list[0].GetRawText())
                : JsonNode.Parse(attribute.Value.GetRawText());
        }

        return metadata.ToJsonString();
    }

    private static IEnumerable<JsonElement> Members(JsonElement element, string name) =>
        element.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : [];

    private static string? First(JsonElement element, string name) =>
        Members(element, name).Select(item => item.GetString()).FirstOrDefault();

    private static string? Text(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => null,
            _ => value.GetRawText(),
        };

    private static byte[]? Bytes(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : null;

    private static JsonElement? Inner(JsonElement credential, string name)
    {
        try
        {
            using var inner = JsonDocument.Parse(Text(credential, name) ?? "null");
            return inner.RootElement.ValueKind == JsonValueKind.Object ? inner.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
