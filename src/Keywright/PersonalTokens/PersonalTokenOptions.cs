using System.ComponentModel.DataAnnotations;

namespace Keywright.PersonalTokens;

/// <summary>Personal access tokens. Section <c>PersonalTokens</c>.</summary>
public sealed class PersonalTokenOptions
{
    /// <summary>How long a token works when its maker names no expiry; none by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan? Lifetime { get; set; }

    /// <summary>The abilities of a token whose maker names none. <c>*</c> never covers <c>keywright:…</c>.</summary>
    public IList<string> DefaultAbilities { get; } = ["*"];

    /// <summary>The only abilities that a token may have (with wildcards); empty for any.</summary>
    public IList<string> KnownAbilities { get; } = [];
}
