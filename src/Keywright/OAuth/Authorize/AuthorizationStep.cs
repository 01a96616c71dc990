namespace Keywright.OAuth.Authorize;

/// <summary>What comes next for an authorization request.</summary>
internal abstract record AuthorizationStep
{
    private AuthorizationStep()
    {
    }

    /// <summary>The user signs in, anew where the client wants it.</summary>
    public sealed record SignIn : AuthorizationStep;

    /// <summary>The user is asked.</summary>
    public sealed record AskConsent(SignedInSession By) : AuthorizationStep;

    /// <summary>Nothing stands in the way.</summary>
    public sealed record Allow(SignedInSession By) : AuthorizationStep;

    public sealed record Refuse(OAuthError Error) : AuthorizationStep;
}
