namespace Keywright.Roles;

/// <summary>What the settings say of second factors: whether one can be set up here, and which roles must ask for one.</summary>
internal sealed record TwoFactorRule(bool CanBeMet, IReadOnlyList<string> Roles)
{
    /// <summary>The settings name it: it keeps its name, stays, and asks for a second factor. So no act stops the next start.</summary>
    public bool Names(Role role) => Roles.Contains(role.Name, StringComparer.Ordinal);
}
