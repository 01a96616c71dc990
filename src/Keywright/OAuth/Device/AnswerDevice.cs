using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Clients;
using Keywright.Pages;
using Keywright.Security.Keys;
using Keywright.Security.Throttle;

namespace Keywright.OAuth.Device;

/// <summary>
/// POST /device: shows what waits under a code, and takes the user's decision, once. Guesses at codes are counted by user, as those at
/// passwords are: after a few wrong ones no code is looked at for a while (RFC 8628 §5.1).
/// </summary>
internal sealed class AnswerDevice(
    UserCodes codes, Scopes scopes, KeywrightDatabase database, IdentifierHash identifiers, LockoutOptions lockout, AuditLog audit,
    OAuthSettings settings) : IUseCase<Parameters>
{
    private const string LaneName = "device-code";

    public async Task<IResult> Handle(Parameters request, Call call)
    {
        var code = UserCodes.Parse(request[ShowDevice.UserCode]);
        bool? decision = request["decision"] switch
        {
            null => null,
            var word => word == "allow",
        };
        var outcome = await database.Write(tx => Decide(tx, call, code, decision), call.Ct);
        return outcome switch
        {
            { By: null } => ShowDevice.SignIn(settings, code),
            { LockedFor: { } wait } => Ask(call, request, "Too many wrong codes. Wait a while, then try again.", wait),
            { Client: null } => Ask(call, request, "That code is not known, or it has expired. Look at your device again."),
            _ when decision is { } isAllowed => new PageResult(call, new DeviceDonePage(isAllowed)),
            _ => new PageResult(call, Confirm(outcome, code!)),
        };
    }

    /// <param name="By">Who decides; null when nobody is signed in.</param>
    private sealed record Outcome(SignedInSession? By)
    {
        public TimeSpan? LockedFor { get; init; }

        /// <summary>Whose device it is; null when there is none of this code.</summary>
        public OAuthClient? Client { get; init; }

        public DeviceRequest? Request { get; init; }
    }

    private async ValueTask<Outcome> Decide(Tx tx, Call call, string? code, bool? decision)
    {
        var by = await SignedInSession.Find(tx, call.CallerOrNull);
        if (by is null || code is null)
        {
            return new Outcome(by);
        }

        // Counted before anything is looked up, and given back where it was no guess: who has a code of their own gains no tries by it.
        var lane = new Lane(identifiers.Of("user:" + by.User.Id), LaneName);
        if (await LaneStore.Reserve(tx, lane, lockout) is null)
        {
            return new Outcome(by) { LockedFor = await LaneStore.LockedUntil(tx, lane) - tx.Now ?? lockout.Duration };
        }

        var hash = codes.Hash(code);
        if (await OAuthDeviceCodeStore.FindPending(tx, hash) is not { } asked
            || await OAuthClientStore.Find(tx, asked.ClientId) is not { IsActive: true } client
            || (decision is { } allows && await OAuthDeviceCodeStore.Decide(tx, hash, by, allows) is null))
        {
            await audit.Add(tx, call.Origin(), DeviceEvents.WrongCode(by));
            return new Outcome(by);
        }

        _ = await LaneStore.GiveBack(tx, lane);
        if (decision is { } allowed)
        {
            await audit.Add(
                tx, call.Origin(), allowed ? DeviceEvents.Allowed(client, asked, by) : DeviceEvents.Refused(client, asked, by));
        }

        return new Outcome(by) { Client = client, Request = asked };
    }

    private ConfirmDevicePage Confirm(Outcome outcome, string code)
    {
        var (client, asked, user) = (outcome.Client!, outcome.Request!, outcome.By!.User);
        return new ConfirmDevicePage(
            new ConsentClient(client.Name, client.Uri),
            [.. asked.Scopes.Where(scope => scope != Scopes.OpenId || asked.Scopes.Count == 1)
                .Select(scope => new ConsentScope(scope, scopes.Describe(scope)))],
            UserCodes.Shown(code),
            user.Email ?? user.Username ?? user.Name ?? user.Id.ToString(),
            asked.Address?.ToString(),
            Link.Local(settings.Pages + ShowDevice.Path));
    }

    private PageResult Ask(Call call, Parameters request, string error, TimeSpan? wait = null)
    {
        var page = new DevicePage(Link.Local(settings.Pages + ShowDevice.Path))
        {
            UserCode = request[ShowDevice.UserCode],
            Error = error,
        };
        return new PageResult(
            call, page, wait is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status429TooManyRequests)
        {
            RetryAfter = wait,
        };
    }
}
