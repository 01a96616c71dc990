namespace Keywright.OAuth.Apps;

/// <summary>A connected app on the wire.</summary>
internal sealed record ConnectedAppView(
    Guid Id, string ClientId, string Name, string? ClientUri, IReadOnlyList<string> Scopes, IReadOnlyList<string> Resources,
    DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
{
    public static ConnectedAppView Of(ConnectedApp app) =>
        new(app.Id.Value, app.ClientId, app.Name, app.Uri, app.Scopes, app.Resources, app.Since, app.LastUsedAt);
}
