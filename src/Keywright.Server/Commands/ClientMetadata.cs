using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Keywright.Server.Commands;

/// <summary>What the command line says of an OAuth client: the common members as options, every other by its name on the wire.</summary>
internal sealed class ClientMetadata
{
    private static readonly JsonNodeOptions Names = new() { PropertyNameCaseInsensitive = false };
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly Option<FileInfo> _file = new("--metadata")
    {
        Description = "A file with members of RFC 7591 as a JSON object. Options win over it.",
    };

    private readonly (Option<string[]> Option, string Member)[] _lists =
    [
        (new("--redirect-uri") { Description = "Where answers may be sent, in full. May be repeated." }, "redirect_uris"),
        (new("--post-logout-redirect-uri") { Description = "Where a browser may be sent after signing out. May be repeated." },
            "post_logout_redirect_uris"),
        (new("--grant-type") { Description = "authorization_code (the default), refresh_token, client_credentials, … May be repeated." },
            "grant_types"),
        (new("--resource") { Description = "A resource that it may ask tokens for. May be repeated. Any without it." }, "resources"),
        (new("--contact") { Description = "Who answers for it. May be repeated." }, "contacts"),
    ];

    private readonly (Option<string> Option, string Member)[] _texts =
    [
        (new("--scope") { Description = "What it may ask for, with blanks between. openid profile email … without it." }, "scope"),
        (new("--auth-method")
        {
            Description = "client_secret_basic (the default), client_secret_post, private_key_jwt, or none for an application that keeps "
                + "no secret.",
        }, "token_endpoint_auth_method"),
        (new("--application-type") { Description = "web (the default) or native." }, "application_type"),
        (new("--jwks-uri") { Description = "Where its public keys are." }, "jwks_uri"),
        (new("--consent") { Description = "required (the default), or implied for your own applications: users are not asked." },
            "consent"),
        (new("--profile") { Description = "fapi2: it must fit FAPI 2.0." }, "profile"),
    ];

    private readonly Option<FileInfo> _keys = new("--jwks") { Description = "A file with its public keys, a JWK Set." };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Any other member, as NAME=VALUE; the value is JSON or else a text: access_token_lifetime=600, logo_uri=null. "
            + "May be repeated.",
    };

    public void AddTo(Command command)
    {
        foreach (var (option, _) in _lists)
        {
            command.Add(option);
        }

        foreach (var (option, _) in _texts)
        {
            command.Add(option);
        }

        command.Add(_keys);
        command.Add(_set);
        command.Add(_file);
        _set.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1) is { } wrong)
            {
                result.AddError($"'{wrong.Value}' is not NAME=VALUE.");
            }
        });
    }

    /// <exception cref="FormatException">A file holds no JSON object.</exception>
    public async Task<JsonObject> Read(ParseResult parsed, CancellationToken ct)
    {
        var members = parsed.GetValue(_file) is { } file ? await ReadFile(file, ct) : [];
        foreach (var (option, member) in _lists)
        {
            if (parsed.GetValue(option) is [_, ..] items)
            {
                members[member] = new JsonArray([.. items.Select(item => JsonValue.Create(item))]);
            }
        }

        foreach (var (option, member) in _texts)
        {
            if (parsed.GetValue(option) is { } text)
            {
                members[member] = text;
            }
        }

        if (parsed.GetValue(_keys) is { } keys)
        {
            members["jwks"] = await ReadFile(keys, ct);
        }

        foreach (var pair in parsed.GetValue(_set) ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            members[pair[..at]] = Value(pair[(at + 1)..]);
        }

        return members;
    }

    private static async Task<JsonObject> ReadFile(FileInfo file, CancellationToken ct)
    {
        try
        {
            return JsonNode.Parse(await File.ReadAllBytesAsync(file.FullName, ct), Names, Strict) as JsonObject
                ?? throw new FormatException($"{file.FullName} holds no JSON object.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file.FullName} holds no JSON object: {e.Message}", e);
        }
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text, Names, Strict);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
