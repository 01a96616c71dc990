using Keywright.ServiceAccounts;

namespace Keywright.Administration;

/// <summary>A service account as the code API shows it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Status">active or suspended.</param>
/// <param name="Permissions">What its tokens may do, as far as their abilities go.</param>
/// <param name="OwnerId">The user who answers for it, if that is known.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
public sealed record KeywrightServiceAccount(
    Guid Id, string Name, string? Description, string Status, IReadOnlyList<string> Permissions, Guid? OwnerId, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static KeywrightServiceAccount Of(ServiceAccount account) => new(
        account.Id.Value, account.Name, account.Description, account.Status, account.Permissions, account.Owner?.Value,
        account.CreatedAt, account.UpdatedAt);
}
