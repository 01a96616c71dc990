using Keywright.OAuth.Clients;
using Keywright.Security;

namespace Keywright.OAuth;

/// <summary>What a user is called towards a client (OpenID Connect Core §8).</summary>
internal sealed class Subjects(Sectors sectors)
{
    public ValueTask<string> Of(OAuthClient client, UserId user, CancellationToken ct) => sectors.SubjectOf(client, user, ct);
}
