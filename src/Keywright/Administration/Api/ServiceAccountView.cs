using Keywright.ServiceAccounts;

namespace Keywright.Administration.Api;

/// <summary>A service account on the wire.</summary>
internal sealed record ServiceAccountView(
    Guid Id, string Name, string? Description, string Status, IReadOnlyList<string> Permissions, Guid? OwnerId, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static ServiceAccountView Of(ServiceAccount account) => new(
        account.Id.Value, account.Name, account.Description, account.Status, account.Permissions, account.Owner?.Value,
        account.CreatedAt, account.UpdatedAt);
}
