using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>What somebody types to say who they are, in the form in which it is found and counted.</summary>
internal sealed record SignInIdentifier(string Normal, bool IsEmail)
{
    /// <summary>An @ makes it an email address, whichever member it came in: usernames never hold one.</summary>
    public static SignInIdentifier Of(string? email, string? username)
    {
        var text = (string.IsNullOrWhiteSpace(email) ? username : email)!;
        return text.Contains('@', StringComparison.Ordinal)
            ? new SignInIdentifier(EmailAddress.NormalOf(text), true)
            : new SignInIdentifier(text.Trim().ToLowerInvariant(), false);
    }
}
