using System.Security.Claims;
using Keywright.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Keywright.Tests.Authentication;

/// <summary>Routes of a host that say who calls.</summary>
internal static class WhoAmI
{
    public static void Map(WebApplication app)
    {
        _ = app.MapMethods("/whoami", ["GET", "POST"], Claims).RequireAuthorization();
        _ = app.MapGet("/anyone", (ClaimsPrincipal user) => user.FindFirstValue(KeywrightClaims.Subject) ?? "nobody");
    }

    private static IResult Claims(ClaimsPrincipal user) =>
        Results.Json(user.Claims
            .GroupBy(claim => claim.Type)
            .ToDictionary(claims => claims.Key, claims => claims.Select(claim => claim.Value)));
}
