namespace Keywright.Administration;

/// <summary>A user to be made.</summary>
/// <param name="Email">The address, unique whatever its case.</param>
/// <param name="Password">Checked against the policy; null for a user who can't sign in with one.</param>
public sealed record NewKeywrightUser(string Email, string? Password)
{
    /// <summary>3 to 50 letters, digits, dots, dashes or underscores; unique whatever its case.</summary>
    public string? Username { get; init; }

    /// <summary>The full name, at most 255 characters.</summary>
    public string? Name { get; init; }

    /// <summary>The first name, at most 255 characters.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name, at most 255 characters.</summary>
    public string? LastName { get; init; }

    /// <summary>Whether the address is known to be the user's.</summary>
    public bool EmailVerified { get; init; }

    /// <summary>Roles beside <c>user</c>, which everybody has.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>A JSON object.</summary>
    internal string? AppMetadata { get; init; }
}
