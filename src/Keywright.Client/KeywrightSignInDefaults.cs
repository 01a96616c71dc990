namespace Keywright.Client;

/// <summary>Names that an application may need.</summary>
public static class KeywrightSignInDefaults
{
    /// <summary>The authentication scheme, unless the application names it.</summary>
    public const string AuthenticationScheme = "Keywright";
}
