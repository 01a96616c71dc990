using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Keywright.OAuth.Clients;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;

namespace Keywright.Tests.OAuth;

/// <summary>A client of the OAuth server, as a program would be one.</summary>
internal sealed class TestClient(KeywrightServer server, OAuthClient client, string? secret)
{
    public OAuthClient Registered { get; } = client;

    public string Id => Registered.ClientId;

    public string? Secret { get; } = secret;

    private string? RedirectUri => Registered.RedirectUris is [var first, ..] ? first : null;

    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>The address of an authorization request; a null takes a parameter out.</summary>
    public string AuthorizeUrl(params (string Name, string? Value)[] changes) =>
        QueryHelpers.AddQueryString("/oauth/authorize", AuthorizationRequest(changes));

    /// <summary>The address that goes on with what was pushed.</summary>
    public string AuthorizeUrl(Answer pushed) => QueryHelpers.AddQueryString("/oauth/authorize", new Dictionary<string, string?>
    {
        ["client_id"] = Id,
        ["request_uri"] = pushed.Text("request_uri"),
    });

    /// <summary>Pushes an authorization request (RFC 9126).</summary>
    public Task<Answer> Push(params (string Name, string? Value)[] changes) => Post(
        "/oauth/par", [.. AuthorizationRequest(changes).Where(one => one.Key != "client_id").Select(one => (one.Key, one.Value))]);

    private Dictionary<string, string?> AuthorizationRequest((string Name, string? Value)[] changes)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = Id,
            ["redirect_uri"] = RedirectUri,
            ["response_type"] = "code",
            ["scope"] = "openid email",
            ["state"] = "st&te",
            ["nonce"] = "n-0S6",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            parameters[name] = value;
        }

        return parameters.Where(one => one.Value is not null).ToDictionary();
    }

    /// <summary>The code that a signed-in visitor gets at once.</summary>
    public async Task<string> Code(Visitor visitor, params (string Name, string? Value)[] changes) =>
        Returned(await visitor.Get(AuthorizeUrl(changes)))["code"];

    /// <summary>What the client is told at its redirect URI.</summary>
    public Dictionary<string, string> Returned(Answer answer)
    {
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        var address = new Uri(answer.Headers["Location"]);
        Assert.Contains(
            address.GetLeftPart(UriPartial.Path), Registered.RedirectUris.Select(uri => new Uri(uri).GetLeftPart(UriPartial.Path)));
        return QueryHelpers.ParseQuery(address.Query).ToDictionary(one => one.Key, one => one.Value.ToString());
    }

    public Task<Answer> Redeem(string code, params (string Name, string? Value)[] changes) => Token([
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RedirectUri),
        ("code_verifier", Verifier), .. changes]);

    public Task<Answer> Refresh(string token, params (string Name, string? Value)[] more) =>
        Token([("grant_type", "refresh_token"), ("refresh_token", token), .. more]);

    public Task<Answer> Token(params (string Name, string? Value)[] form) => Post("/oauth/token", form);

    public Task<Answer> Introspect(string token) => Post("/oauth/introspect", ("token", token));

    public Task<Answer> Revoke(string token) => Post("/oauth/revoke", ("token", token));

    /// <summary>All tokens at once, for a visitor who has nothing more to allow.</summary>
    public async Task<JsonObject> Tokens(Visitor visitor, params (string Name, string? Value)[] changes)
    {
        var answer = await Redeem(await Code(visitor, changes));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Json;
    }

    /// <summary>Posts a form, and proves who it is in the way it was registered for.</summary>
    public Task<Answer> Post(string path, params (string Name, string? Value)[] form)
    {
        // A later value takes the place of an earlier one; a null takes it out. Only resources repeat.
        var fields = form.Where(one => one.Name == "resource")
            .Concat(form.Where(one => one.Name != "resource").GroupBy(one => one.Name).Select(same => same.Last()))
            .Where(one => one.Value is not null).ToList();
        (string, string)[] headers = [];
        switch (Registered.AuthMethod)
        {
            case "client_secret_basic":
                headers = [("Authorization", Basic(Id, Secret!))];
                break;
            case "client_secret_post":
                fields.AddRange([("client_id", Id), ("client_secret", Secret)]);
                break;
            default:
                fields.Add(("client_id", Id));
                break;
        }

        return server.Send("POST", "~" + path, Form(fields), null, headers);
    }

    public static string Basic(string id, string secret) => new AuthenticationHeaderValue(
        "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}"))).ToString();

    public static StringContent Form(IEnumerable<(string Name, string? Value)> fields) => new(
        string.Join('&', fields.Select(one => $"{Uri.EscapeDataString(one.Name)}={Uri.EscapeDataString(one.Value ?? "")}")),
        Encoding.UTF8, "application/x-www-form-urlencoded");

    /// <summary>The claims of a JWT, unverified.</summary>
    public static JsonObject Claims(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();

    public static JsonObject Header(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[0]))!.AsObject();
}
