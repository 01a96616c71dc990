namespace Keywright.Client;

/// <summary>Names that an application may need.</summary>
public static class KeywrightBearerDefaults
{
    /// <summary>The authentication scheme, unless the application names it.</summary>
    public const string AuthenticationScheme = "KeywrightBearer";
}
