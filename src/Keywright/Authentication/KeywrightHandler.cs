using System.Security.Claims;
using System.Text.Encodings.Web;
using Keywright.Database;
using Keywright.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Keywright.Authentication;

/// <summary>
/// The scheme <c>Keywright</c> for the host's own routes: the same answer as on ours, the CSRF rule for its unsafe requests with a session
/// cookie included, and refusals as problems.
/// </summary>
internal sealed class KeywrightHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    Authenticator authenticator, SameOrigin sameOrigin)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private ProblemResult? _refusal;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        try
        {
            var (token, refused) = await authenticator.Verify(Context, Context.RequestAborted);
            if (refused is not null)
            {
                _refusal = Problems.Of(refused.Code, refused.Detail);
                return AuthenticateResult.Fail(refused.Detail);
            }

            return token is null ? AuthenticateResult.NoResult() : Ticket(token);
        }
        catch (DatabaseException away)
        {
            // Not a 401: the client would throw its token away.
            _refusal = Problems.Of(away.Problem);
            return AuthenticateResult.Fail(away.Message);
        }
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        (_refusal ?? Problems.Of(ProblemCode.Unauthenticated, "This needs a signed-in user: send a token or a session cookie."))
            .ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        // A group and its route may each ask for one.
        var asked = (Context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizationRequirementData>() ?? [])
            .SelectMany(asking => asking.GetRequirements()).ToList();
        var refusal = asked.OfType<PermissionRequirement>().FirstOrDefault(needed => !needed.IsHeldBy(Context.User)) is { } permission
                ? Problems.Of(ProblemCode.PermissionRequired, $"This needs a permission: {permission.Describe()}.")
            : asked.OfType<IAbleRequirement>().FirstOrDefault(needed => !needed.IsAble(Context.User)) is { } ability
                ? Problems.Of(ProblemCode.AbilityRequired, $"The token lacks an ability: {ability.Describe()}.")
            : Problems.Of(ProblemCode.PermissionRequired, "You may not do this.");
        return refusal.ExecuteAsync(Context);
    }

    private AuthenticateResult Ticket(VerifiedToken token)
    {
        if (token.Known.Caller is { Kind: CallerKind.SessionCookie, SessionId: { } session }
            && sameOrigin.Refuse(Context, session) is { } foreign)
        {
            _refusal = foreign;
            return AuthenticateResult.Fail("The request comes from another site.");
        }

        var principal = new ClaimsPrincipal(new SharedIdentity(token.Claims));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));
    }
}
