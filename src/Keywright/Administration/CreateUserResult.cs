namespace Keywright.Administration;

/// <summary>What came of creating a user.</summary>
public abstract record CreateUserResult
{
    private CreateUserResult()
    {
    }

    /// <summary>The user exists now.</summary>
    /// <param name="User">The new user.</param>
    public sealed record Created(KeywrightUser User) : CreateUserResult;

    /// <summary>Nothing was made.</summary>
    /// <param name="Code">validation_failed, email_taken or username_taken, as over HTTP.</param>
    /// <param name="Errors">What is wrong, by field.</param>
    public sealed record Refused(string Code, IReadOnlyDictionary<string, string> Errors) : CreateUserResult;
}
