namespace Keywright.Authentication;

/// <summary>Names that a host may need.</summary>
public static class KeywrightDefaults
{
    /// <summary>The one authentication scheme: bearer tokens and the session cookie together.</summary>
    public const string AuthenticationScheme = "Keywright";
}
