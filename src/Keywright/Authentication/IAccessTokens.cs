namespace Keywright.Authentication;

/// <summary>
/// Knows the access tokens that clients were given. The order of the tree forbids this folder to know the OAuth server, hence the
/// interface.
/// </summary>
internal interface IAccessTokens
{
    /// <summary>The credential that a token is here, or null where it does not work, or is not for this API.</summary>
    ValueTask<Credential?> Find(string text, CancellationToken ct);
}
