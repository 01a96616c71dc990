using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Keywright.Tests.Support;

namespace Keywright.Tests.Pages;

/// <summary>Somebody with a browser and no script: keeps cookies, fills in forms.</summary>
internal sealed partial class Visitor(KeywrightServer server)
{
    public const string Own = "http://localhost";

    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    /// <summary>What a browser says of a form of our own.</summary>
    public static readonly (string, string)[] SameOrigin = [("Sec-Fetch-Site", "same-origin"), ("Origin", Own)];

    public bool IsSignedIn => _cookies.ContainsKey("keywright");

    public string Cookie => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    public Task<Answer> Get(string path) => Send("GET", path, null);

    /// <summary>Follows what an answer redirects to.</summary>
    public Task<Answer> Follow(Answer answer) => Get(answer.Headers["Location"]);

    /// <summary>Sends the first form of the page that goes to <paramref name="action"/> and has the fields.</summary>
    public Task<Answer> Submit(Answer page, string action, params (string Name, string Value)[] fields) =>
        Submit(page, action, SameOrigin, fields);

    public Task<Answer> Submit(Answer page, string action, (string, string)[] headers, (string Name, string Value)[] fields)
    {
        var form = Forms().Matches(page.Body).First(form => WebUtility.HtmlDecode(form.Groups[1].Value) == action
            && fields.All(field => form.Value.Contains($"name=\"{field.Name}\"", StringComparison.Ordinal))).Value;
        return Post(action, [.. HiddenOf(form), .. fields], headers);
    }

    public Task<Answer> Post(string action, (string Name, string Value)[] fields, params (string, string)[] headers) =>
        Send("POST", action, string.Join('&', fields.Select(
            field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}")), headers);

    public Task<Answer> SignIn(string email, string password = KeywrightServer.Password, string returnTo = "/") =>
        Post("/login", [("email", email), ("password", password), ("return_to", returnTo)], SameOrigin);

    public static (string Name, string Value)[] HiddenOf(string html) => [.. Hidden().Matches(html)
        .Select(field => (field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value)))];

    private async Task<Answer> Send(string method, string path, string? form, params (string, string)[] headers)
    {
        var content = form is null ? null : new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        var cookies = _cookies.Count > 0 ? [("Cookie", Cookie)] : NoCookies;
        var answer = await server.Send(method, "~" + path, content, null, [.. headers, .. cookies]);
        foreach (var cookie in answer.Cookies)
        {
            var (name, value) = cookie.Split(';')[0].Split('=', 2) is [var left, var right] ? (left, right) : (cookie, "");
            _ = value.Length == 0 ? _cookies.Remove(name) : (_cookies[name] = value) is not null;
        }

        return answer;
    }

    private static readonly (string, string)[] NoCookies = [];

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]*)\">.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">")]
    private static partial Regex Hidden();
}
