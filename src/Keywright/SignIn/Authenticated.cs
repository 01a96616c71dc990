using System.Text.Json.Serialization;
using Keywright.Account;

namespace Keywright.SignIn;

/// <summary>The <em>authenticated</em> of the HTTP contract; cookie mode leaves the secrets to cookies.</summary>
internal sealed record Authenticated
{
    public string Status { get; } = "authenticated";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TokenType { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AccessToken { get; init; }

    /// <summary>Seconds until the access token, or the cookie session, ends.</summary>
    public required int ExpiresIn { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshToken { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RefreshExpiresIn { get; init; }

    public required Guid SessionId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeviceToken { get; init; }

    public required UserView User { get; init; }
}
