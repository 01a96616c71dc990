using Keywright.Database;
using Keywright.Security;

namespace Keywright.Authentication;

/// <summary>A feature whose users have credentials of another kind: they end where all of a user's credentials end.</summary>
internal interface ICredentials
{
    /// <summary>Forgets all that a user has of this kind, in the caller's unit of work, without a word.</summary>
    ValueTask Drop(Tx tx, UserId user);
}
