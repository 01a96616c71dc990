using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>
/// POST /users/{id}/lock: closes sign-in until then (for good, when not said) and ends sessions. Personal access tokens go on working:
/// suspend stops these too.
/// </summary>
internal sealed class LockUser(Administer administer, UserActs acts, TimeProvider clock) : IUseCase<LockUser.Request>
{
    private const int LongestReason = 500;

    private static readonly Deed Deed = new(KeywrightPermissions.UsersLock, "user_locked", "Lock a user")
    {
        TakesAway = true,
    };

    public sealed record Request(string? Reason, DateTimeOffset? Until);

    public async Task<IResult> Handle(Request request, Call call)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            errors["reason"] = ["Say why, for other administrators."];
        }
        else if (ProfileText.Refuse(request.Reason, LongestReason) is { } bad)
        {
            errors["reason"] = [bad];
        }

        if (request.Until is { } end && Instants.Cut(end) <= clock.GetUtcNow())
        {
            errors["until"] = ["This time is over: choose one to come, or leave it out."];
        }

        return errors.Count > 0
            ? Problems.Invalid(errors)
            : await administer.Change(call, Deed, (tx, user) => acts.Lock(tx, user.Id, request.Until, request.Reason!.Trim()));
    }
}
