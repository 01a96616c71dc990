namespace Keywright.Letters;

/// <summary>Where the pages are that people see. Section <c>Pages</c>.</summary>
public sealed class PagesOptions
{
    /// <summary>
    /// What the paths of pages (<c>/verify-email</c>, <c>/reset-password</c> …) start with: a path below <c>PublicUrl</c>, or the whole URL
    /// where an application has pages of its own.
    /// </summary>
    public string? Prefix { get; set; }
}
