using Keywright.Http;

namespace Keywright.Pages;

/// <summary>
/// Knows where a path of ours redirects to once somebody has signed in. The order of the tree forbids this folder to know what an
/// authorization request is, hence the interface.
/// </summary>
internal interface IOnwardOrigins
{
    /// <summary>
    /// The origin (<c>https://app.example</c>) that <paramref name="returnTo"/> may redirect to without another page in between, checked
    /// against what is registered; or null.
    /// </summary>
    ValueTask<string?> Of(Call call, string returnTo);
}
