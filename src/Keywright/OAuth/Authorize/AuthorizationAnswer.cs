using System.Text;

namespace Keywright.OAuth.Authorize;

/// <summary>Sends the browser back to the client (RFC 6749 §4.1.2), with who answers (RFC 9207 §2): a mixed-up client sees it.</summary>
internal static class AuthorizationAnswer
{
    public static IResult Code(AuthorizationRequest request, string code, string issuer) =>
        Redirect(request.RedirectUri, [("code", code), ("state", request.State), ("iss", issuer)]);

    public static IResult Refusal(string redirectUri, string? state, OAuthError error, string issuer) => Redirect(
        redirectUri, [("error", error.Code), ("error_description", error.Description), ("state", state), ("iss", issuer)]);

    private static SeeOther Redirect(string redirectUri, ReadOnlySpan<(string Name, string? Value)> members)
    {
        // A registered URI may have a query, which must be kept (RFC 6749 §3.1.2); it has no fragment.
        var address = new StringBuilder(redirectUri);
        var separator = redirectUri.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                _ = address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return new SeeOther(address.ToString());
    }
}

/// <summary>RFC 9700 §4.12: 303, so that no browser sends on what a form held.</summary>
internal sealed class SeeOther(string address) : IResult
{
    public string Address { get; } = address;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status303SeeOther;
        response.Headers.Location = Address;
        response.Headers.CacheControl = "no-store";

        // RFC 9700 §4.2.4: nothing of this address reaches a third party.
        response.Headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }
}
