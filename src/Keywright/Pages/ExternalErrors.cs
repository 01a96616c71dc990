namespace Keywright.Pages;

/// <summary>
/// What a sign-in at a provider may end with, for people. The word comes from an address, so only words that we know are told.
/// </summary>
internal static class ExternalErrors
{
    public static string? Explain(string? code) => code switch
    {
        null => null,
        "access_denied" => "The sign-in was cancelled.",
        "account_exists" =>
            "There is an account with this email address already. Sign in to it first, then connect the other account to it.",
        "email_required" => "The provider did not tell an email address, and an account needs one.",
        "email_unverified" => "Open the link that was mailed to you first.",
        "registration_closed" => "There is no account for this sign-in, and new ones can't be made here.",
        "account_locked" or "account_suspended" or "account_banned" or "account_inactive" or "account_deleted" =>
            "This account can't be used now. Ask an administrator.",
        _ => "The sign-in did not work. Try again, or sign in another way.",
    };
}
