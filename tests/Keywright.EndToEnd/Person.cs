using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Keywright.EndToEnd;

/// <summary>Somebody who registered over HTTP, and what they were given.</summary>
public sealed record Person(string Email, string Id, string Session, string AccessToken, string RefreshToken)
{
    public const string Password = "plain enough passage 41";

    /// <summary>The person, or null when the server did not answer 201.</summary>
    public static async Task<Person?> Register(HttpClient http, string email, CancellationToken ct = default)
    {
        using var answer = await http.PostAsJsonAsync("register", new { email, password = Password }, ct);
        if (answer.StatusCode != HttpStatusCode.Created)
        {
            return null;
        }

        return Read(email, (await answer.Content.ReadFromJsonAsync<JsonObject>(ct))!);
    }

    /// <summary>Somebody who is registered already.</summary>
    public static async Task<Person> SignIn(HttpClient http, string email, string password)
    {
        using var answer = await http.PostAsJsonAsync("login", new { email, password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Read(email, (await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>The next refresh token, or null when the server refused.</summary>
    public static async Task<string?> Refresh(HttpClient http, string token, CancellationToken ct = default)
    {
        using var answer = await http.PostAsJsonAsync("refresh", new { refresh_token = token }, ct);
        return answer.IsSuccessStatusCode ? (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(ct))!["refresh_token"] : null;
    }

    /// <summary>A personal access token's id and text, made with the session.</summary>
    public async Task<(string Id, string Text)> MakeToken(HttpClient http, string name)
    {
        using (await Send(http, HttpMethod.Post, "password/confirm", AccessToken, new { password = Password }))
        {
        }

        using var answer = await Send(http, HttpMethod.Post, "tokens", AccessToken, new { name });
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        return ((string)body["personal_access_token"]!["id"]!, (string)body["token"]!);
    }

    public static async Task<HttpResponseMessage> Send(HttpClient http, HttpMethod method, string path, string token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token);
        return await http.SendAsync(request);
    }

    private static Person Read(string email, JsonObject body) => new(
        email, (string)body["user"]!["id"]!, (string)body["session_id"]!, (string)body["access_token"]!, (string)body["refresh_token"]!);
}
