namespace Keywright.Pages;

/// <summary>What this folder needs of the options, which live above it.</summary>
/// <param name="Prefix">What the paths of pages start with: a path without a slash at its end, or nothing.</param>
/// <param name="Api">What the routes of the API start with.</param>
/// <param name="Site">What people know this place by: the host of <c>PublicUrl</c>.</param>
internal sealed record PageSettings(string Prefix, string Api, string Site)
{
    /// <summary>Where somebody goes who has signed in, and wanted nothing else.</summary>
    public string Home => Prefix.Length == 0 ? "/" : Prefix;

    public string SignIn => Prefix + "/login";

    public string TwoFactor => Prefix + "/two-factor";

    public string SignOut => Prefix + "/logout";
}
