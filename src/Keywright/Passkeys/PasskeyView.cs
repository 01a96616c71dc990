using System.Buffers.Text;
using System.Text;
using System.Text.Json.Serialization;
using Keywright.Security;

namespace Keywright.Passkeys;

/// <summary>A passkey, as its owner sees it.</summary>
internal sealed record PasskeyView(
    Guid Id, string Name, IReadOnlyList<string> Transports, bool IsBackedUp, DateTimeOffset? LastUsedAt, DateTimeOffset CreatedAt)
{
    public static PasskeyView Of(Passkey passkey) => new(
        passkey.Id.Value, passkey.Name, passkey.Transports, passkey.IsBackedUp, passkey.LastUsedAt, passkey.CreatedAt);
}

/// <summary>
/// What <c>PublicKeyCredential.signalAllAcceptedCredentials</c> takes (WebAuthn §5.1.10.3): a page passes it on after a change, and the
/// authenticator hides what the server has forgotten. Names are the browser's.
/// </summary>
internal sealed record PasskeySignal(
    [property: JsonPropertyName("rpId")] string RpId, [property: JsonPropertyName("userId")] string UserId,
    [property: JsonPropertyName("allAcceptedCredentialIds")] IReadOnlyList<string> AllAcceptedCredentialIds)
{
    public static PasskeySignal Of(string domain, UserId user, IEnumerable<Passkey> passkeys) => new(
        domain, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(PasskeyUsers.HandleOf(user))),
        [.. passkeys.Select(passkey => Base64Url.EncodeToString(passkey.CredentialId))]);
}

/// <summary>A user's passkeys: few, so there is always one page.</summary>
internal sealed record PasskeyListing(IReadOnlyList<PasskeyView> Data, string? NextCursor, PasskeySignal Signal);
