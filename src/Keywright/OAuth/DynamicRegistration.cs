namespace Keywright.OAuth;

/// <summary>Who may register a client at <c>/oauth/register</c>.</summary>
public enum DynamicRegistration
{
    /// <summary>Nobody: there is no such endpoint.</summary>
    Off,

    /// <summary>Who shows a token with the permission <c>keywright:clients:register</c>.</summary>
    Token,

    /// <summary>Everybody, within limits.</summary>
    Open,
}
