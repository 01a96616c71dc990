using System.Net;
using System.Text.RegularExpressions;

namespace Keywright.EndToEnd.Samples;

/// <summary>Somebody with a browser and no script: keeps cookies, follows redirects, fills in forms.</summary>
internal sealed partial class FormBrowser(string email, string password) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    // By name alone: all our servers are one host, and to a browser its ports are one.
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public Uri At { get; private set; } = null!;

    /// <summary>The paths of the pages whose forms were filled in.</summary>
    public List<string> Asked { get; } = [];

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// Goes to the address, and on through sign-in and consent, until a page that asks nothing or an address that begins with
    /// <paramref name="home"/>: what the page says.
    /// </summary>
    public async Task<string> Go(string address, string home = "none", IDictionary<string, string>? form = null)
    {
        At = At is null ? new Uri(address) : new Uri(At, address);
        for (var steps = 0; steps < 20; steps++)
        {
            if (At.OriginalString.StartsWith(home, StringComparison.Ordinal))
            {
                return "";
            }

            var (location, page) = await Send(form);
            form = null;
            if (location is not null)
            {
                At = new Uri(At, location);
            }
            else if (Fill(page) is { } filled)
            {
                Asked.Add(At.AbsolutePath);
                (At, form) = (new Uri(At, filled.Action), filled.Fields);
            }
            else
            {
                return page;
            }
        }

        throw new InvalidOperationException($"No way on from {At}: {string.Join(' ', Asked)}");
    }

    private async Task<(string? Location, string Page)> Send(IDictionary<string, string>? form)
    {
        using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, At);
        request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        if (form is not null)
        {
            request.Headers.Add("Origin", At.GetLeftPart(UriPartial.Authority));
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            request.Content = new FormUrlEncodedContent(form);
        }

        using var answer = await _http.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var parts = cookie.Split(';')[0].Split('=', 2);
            _cookies[parts[0]] = parts[1];
        }

        foreach (var ended in _cookies.Where(cookie => cookie.Value.Length == 0).ToList())
        {
            _ = _cookies.Remove(ended.Key);
        }

        var page = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode < 400, $"{At} answered {answer.StatusCode}:\n{page}");
        return (answer.Headers.Location?.OriginalString, page);
    }

    private (string Action, Dictionary<string, string> Fields)? Fill(string page)
    {
        foreach (Match form in Form().Matches(page))
        {
            var fields = Hidden().Matches(form.Groups[2].Value)
                .ToDictionary(field => WebUtility.HtmlDecode(field.Groups[1].Value), field => WebUtility.HtmlDecode(field.Groups[2].Value));
            if (form.Groups[2].Value.Contains("name=\"password\"", StringComparison.Ordinal))
            {
                (fields["email"], fields["password"]) = (email, password);
            }
            else if (form.Groups[2].Value.Contains("name=\"decision\" value=\"allow\"", StringComparison.Ordinal))
            {
                fields["decision"] = "allow";
            }
            else
            {
                continue;
            }

            return (WebUtility.HtmlDecode(form.Groups[1].Value), fields);
        }

        return null;
    }

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]*)\">(.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">")]
    private static partial Regex Hidden();
}
