namespace Keywright.Sessions.Devices;

/// <summary>
/// What a client says it is: desktop, mobile, tablet, api or bot, and a name such as "Firefox on Linux". The name is made of our own words
/// and of digits, so it may stand in a mail; the model is the client's word.
/// </summary>
internal sealed record Device(string Type, string? Name)
{
    public const string Desktop = "desktop";
    public const string Mobile = "mobile";
    public const string Tablet = "tablet";
    public const string Api = "api";
    public const string Bot = "bot";

    /// <summary>From the client hint, of harmless characters only.</summary>
    public string? Model { get; init; }

    public string? FullName => Model is null ? Name : $"{Name} ({Model})";

    /// <summary>Whether this says enough to tell one device of a user from another.</summary>
    public bool IsAnonymous => Name is null || Type == Bot;
}
