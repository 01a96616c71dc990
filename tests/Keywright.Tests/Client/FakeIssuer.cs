using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;

namespace Keywright.Tests.Client;

/// <summary>A server that gives tokens, as an API sees it through its HTTP handler.</summary>
internal sealed class FakeIssuer : HttpMessageHandler
{
    public const string Url = "https://id.example";

    private int _keyReads;
    private int _questions;

    public List<TestKey> Keys { get; } = [new()];

    /// <summary>What the metadata says instead.</summary>
    public Action<JsonObject>? Metadata { get; set; }

    /// <summary>What the server says of a token.</summary>
    public Func<string, JsonObject> Answer { get; set; } = _ => new JsonObject { ["active"] = false };

    /// <summary>Whether it answers nothing but 503.</summary>
    public bool IsAway { get; set; }

    public int KeyReads => _keyReads;

    public int Questions => _questions;

    public (string? Authorization, string Form) LastQuestion { get; private set; }

    public TaskCompletionSource? Delay { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/keys")
        {
            _ = Interlocked.Increment(ref _keyReads);
        }
        else if (path == "/introspect")
        {
            _ = Interlocked.Increment(ref _questions);
        }

        if (Delay is { } delay)
        {
            await delay.Task.WaitAsync(cancellationToken);
        }

        return IsAway ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : path switch
        {
            "/.well-known/openid-configuration" => Json(Discovery()),
            "/keys" => Json(TestKey.JwksOf([.. Keys])),
            "/introspect" => Json(await Introspect(request)),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private string Discovery()
    {
        var metadata = new JsonObject
        {
            ["issuer"] = Url,
            ["jwks_uri"] = Url + "/keys",
            ["introspection_endpoint"] = Url + "/introspect",
        };
        Metadata?.Invoke(metadata);
        return metadata.ToJsonString();
    }

    private async Task<string> Introspect(HttpRequestMessage request)
    {
        var form = await request.Content!.ReadAsStringAsync();
        LastQuestion = (request.Headers.Authorization?.ToString(), form);
        var token = form.Split('&').Select(pair => pair.Split('=')).First(pair => pair[0] == "token")[1];
        return Answer(Uri.UnescapeDataString(token)).ToJsonString();
    }

    private static HttpResponseMessage Json(string text) =>
        new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
}
