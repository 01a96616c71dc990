using System.Globalization;
using Microsoft.AspNetCore.Authentication;

namespace Keywright.Client;

/// <summary>The tokens of a user, in the cookie of the application beside the claims.</summary>
internal static class SavedTokens
{
    public const string Id = "id_token";
    private const string AccessName = "access_token";
    private const string RefreshName = "refresh_token";
    private const string Expiry = "expires_at";

    // An API and we have different clocks, and a request takes its time.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    public static void Save(AuthenticationProperties properties, IssuedTokens tokens, bool all)
    {
        // The ID token says at sign-out whose session is to end.
        List<AuthenticationToken> kept = [.. Token(Id, tokens.Id ?? properties.GetTokenValue(Id))];
        if (all)
        {
            kept.AddRange(Token(AccessName, tokens.Access));
            kept.AddRange(Token(RefreshName, tokens.Refresh ?? properties.GetTokenValue(RefreshName)));
            kept.AddRange(Token(Expiry, tokens.ExpiresAt?.ToString("o", CultureInfo.InvariantCulture)));
        }

        properties.StoreTokens(kept);
    }

    public static async Task<string?> Access(HttpContext http, string scheme, KeywrightSignInOptions options, CancellationToken ct)
    {
        // Of our own scheme: what is in the cookie may be from another server.
        if (await http.AuthenticateAsync(scheme) is not { Succeeded: true, Properties: var properties } result
            || properties.GetTokenValue(AccessName) is not { } access)
        {
            return null;
        }

        var left = Left(properties, options.TimeProvider!.GetUtcNow());
        if (left > Margin)
        {
            return access;
        }

        // Two requests at once may both do this: the server gives both the same successor.
        if (properties.GetTokenValue(RefreshName) is not { } refresh || await options.Server.Renew(refresh, ct) is not { } renewed)
        {
            return left > TimeSpan.Zero ? access : null;
        }

        Save(properties, renewed with { Id = null }, all: true);
        await http.SignInAsync(options.SignInScheme, result.Principal, properties);
        return renewed.Access;
    }

    private static TimeSpan Left(AuthenticationProperties properties, DateTimeOffset now) =>
        DateTimeOffset.TryParse(
            properties.GetTokenValue(Expiry), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var expiry)
            ? expiry - now
            : TimeSpan.MaxValue;

    private static IEnumerable<AuthenticationToken> Token(string name, string? value) =>
        value is null ? [] : [new AuthenticationToken { Name = name, Value = value }];
}
