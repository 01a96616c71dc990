using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Keywright.EndToEnd.External;

/// <summary>What a browser shows, and where.</summary>
internal sealed record Page(Uri Address, HttpStatusCode Status, string Body)
{
    /// <summary>A member of the address's query, or null.</summary>
    public string? this[string name] => Address.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2))
        .Where(pair => pair[0] == name).Select(pair => Uri.UnescapeDataString(pair[1])).FirstOrDefault();
}

/// <summary>Somebody with a browser and no script: keeps each host's cookies, follows redirects, fills in forms.</summary>
internal sealed partial class Browser(ServerProcess home) : IDisposable
{
    private const int MostRedirects = 12;

    private readonly HttpClient _http = new(home.Noting(new SocketsHttpHandler { AllowAutoRedirect = false }));

    /// <summary>Goes to the address, and wherever that leads.</summary>
    public async Task<Page> Open(Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await Show(request);
    }

    public Task<Page> Open(Page page, string link) => Open(new Uri(page.Address, link));

    /// <summary>Follows the link of the page whose address begins so.</summary>
    public Task<Page> Click(Page page, string start) => Open(page, Links().Matches(page.Body)
        .Select(link => WebUtility.HtmlDecode(link.Groups[1].Value)).First(link => link.StartsWith(start, StringComparison.Ordinal)));

    /// <summary>Sends the first form of the page that has the fields.</summary>
    public async Task<Page> Submit(Page page, params (string Name, string Value)[] fields)
    {
        var form = Forms().Matches(page.Body).First(form => fields.All(
            field => form.Value.Contains($"name=\"{field.Name}\"", StringComparison.Ordinal)));
        var hidden = Hidden().Matches(form.Value)
            .Select(field => KeyValuePair.Create(field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value)));
        using var request = Own(HttpMethod.Post, new Uri(page.Address, WebUtility.HtmlDecode(form.Groups[1].Value)));
        request.Content = new FormUrlEncodedContent([.. hidden, .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        return await Show(request);
    }

    /// <summary>What a script of the server's own page asks the API.</summary>
    public async Task<(HttpStatusCode Status, JsonObject? Body)> Call(HttpMethod method, string path, object? body = null)
    {
        using var request = Own(method, new Uri(home.Http.BaseAddress!, path));
        request.Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body);
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text)!.AsObject());
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Own(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Origin", address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return request;
    }

    private async Task<Page> Show(HttpRequestMessage request)
    {
        var answer = await _http.SendAsync(request);
        for (var redirects = 0; answer.Headers.Location is { } location; redirects++)
        {
            Assert.True(redirects < MostRedirects, $"{request.RequestUri} leads in circles, at last to {location}.");
            var next = new Uri(answer.RequestMessage!.RequestUri!, location);
            answer.Dispose();
            answer = await _http.GetAsync(next);
        }

        using (answer)
        {
            return new Page(answer.RequestMessage!.RequestUri!, answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    [GeneratedRegex("<form[^>]* action=\"([^\"]*)\"[^>]*>.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"/?>")]
    private static partial Regex Hidden();

    [GeneratedRegex("<a [^>]*href=\"([^\"]*)\"")]
    private static partial Regex Links();
}
