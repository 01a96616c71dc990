using Keywright.Database;
using Keywright.Security;

namespace Keywright.Authentication;

/// <summary>What users allowed others to do in their name: it ends where all their sessions end.</summary>
internal interface IDelegations
{
    /// <summary>Ends all of a user's, in the caller's unit of work.</summary>
    ValueTask End(Tx tx, UserId user, string by);
}
