using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Keywright.Tests.Client;

/// <summary>Keeps cookies, follows nothing.</summary>
internal sealed class TestBrowser(HttpClient http)
{
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public IEnumerable<string> Cookies => _cookies.Keys;

    public async Task<Page> Get(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var answer = await http.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var (name, value) = (cookie[..cookie.IndexOf('=', StringComparison.Ordinal)],
                cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            value = value.Split(';')[0];
            _ = value.Length == 0 ? _cookies.Remove(name) : (_cookies[name] = value) is not null;
        }

        return new Page(answer.StatusCode, answer.Headers.Location?.OriginalString ?? "", await answer.Content.ReadAsStringAsync());
    }

    /// <summary>An answer: where it leads, and what it says.</summary>
    internal sealed record Page(HttpStatusCode Status, string Location, string Text)
    {
        public string Parameter(string name) => QueryHelpers.ParseQuery(new Uri(Location).Query)[name].ToString();
    }
}
