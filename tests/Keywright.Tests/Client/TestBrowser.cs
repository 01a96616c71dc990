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
        _ = request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var answer = await http.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            _cookies[pair[0]] = pair[1];
            if (pair[1].Length == 0)
            {
                _ = _cookies.Remove(pair[0]);
            }
        }

        return new Page(answer.StatusCode, answer.Headers.Location?.OriginalString ?? "", await answer.Content.ReadAsStringAsync());
    }

    /// <summary>An answer: where it leads, and what it says.</summary>
    internal sealed record Page(HttpStatusCode Status, string Location, string Text)
    {
        public string Parameter(string name) => QueryHelpers.ParseQuery(new Uri(Location).Query)[name].ToString();
    }
}
