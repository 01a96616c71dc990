using System.Net;
using Keywright.Database;
using Keywright.Email;
using Keywright.Http;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Letters;

/// <summary>From where something was done, as a notice tells it.</summary>
internal sealed record NoticeOrigin(IPAddress? Address, string? Device = null)
{
    public string? Place { get; init; }

    /// <summary>Why it looked unusual: words of ours.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}

/// <summary>
/// Tells owners what happened to their account (OWASP ASVS 5.0, 6.3.5, 6.3.7), in the unit of work in which it happens. Notices hold no
/// word that the one who caused them chose.
/// </summary>
internal sealed class Notices(Outbox outbox, MailedLinks links, RateLimiter limiter)
{
    /// <summary>Of a sign-in from a new device, or one that is unusual otherwise.</summary>
    public async ValueTask SignIn(Tx tx, User user, NoticeOrigin origin)
    {
        // A client that keeps no device token is a new device each time: its owner is told a few times, not each time.
        if (user.Email is { } to && (await limiter.Take(tx, RateLimit.Mailbox, "new device\n" + user.Id)).Allowed)
        {
            await outbox.Add(tx, origin.Reasons is ["new_device"]
                ? NoticeLetters.NewDevice(links, user.Id, to, Facts(tx, origin))
                : NoticeLetters.UnusualSignIn(links, user.Id, to, Facts(tx, origin)));
        }
    }

    /// <summary>The right password was not let in.</summary>
    public async ValueTask SignInRefused(Tx tx, User user, NoticeOrigin origin)
    {
        if (user.Email is { } to && (await limiter.Take(tx, RateLimit.Mailbox, "refused\n" + user.Id)).Allowed)
        {
            await outbox.Add(tx, NoticeLetters.SignInRefused(links, user.Id, to, Facts(tx, origin)));
        }
    }

    /// <summary>The code that a sign-in waits for. The caller has counted it against the mailbox.</summary>
    public ValueTask SignInCode(Tx tx, UserId user, string to, string code, NoticeOrigin origin, TimeSpan lifetime) =>
        outbox.Add(tx, NoticeLetters.SignInCode(links, user, to, [new("Code", code), .. Facts(tx, origin)], lifetime));

    public ValueTask PasswordChanged(Tx tx, User user, NoticeOrigin origin) =>
        Tell(tx, user, to => NoticeLetters.PasswordChanged(links, user.Id, to, Facts(tx, origin)));

    /// <summary>To the address that the user has.</summary>
    public ValueTask EmailChangeAsked(Tx tx, User user, NoticeOrigin origin) =>
        Tell(tx, user, to => NoticeLetters.EmailChangeAsked(links, user.Id, to, Facts(tx, origin)));

    /// <summary>To the address that the user had: <paramref name="before"/> is the user before the change.</summary>
    public ValueTask EmailChanged(Tx tx, User before, NoticeOrigin origin) =>
        Tell(tx, before, to => NoticeLetters.EmailChanged(links, before.Id, to, Facts(tx, origin)));

    /// <param name="what">A sentence of ours: what was added or removed.</param>
    public async ValueTask SecondFactorChanged(Tx tx, UserId id, string what, IPAddress? address)
    {
        if (await UserStore.Find(tx, id) is { } user)
        {
            await Tell(tx, user, to => NoticeLetters.SecondFactor(links, user.Id, to, what, Facts(tx, new NoticeOrigin(address))));
        }
    }

    public async ValueTask TokenReused(Tx tx, UserId id, NoticeOrigin origin)
    {
        if (await UserStore.Find(tx, id) is { } user)
        {
            await Tell(tx, user, to => NoticeLetters.TokenReused(links, user.Id, to, Facts(tx, origin)));
        }
    }

    /// <summary>
    /// A lane that strangers share was locked. Also called for identifiers that nobody has, at the same cost; as often an hour as a mailbox
    /// gets mail, so that whoever locks it again and again does not fill it.
    /// </summary>
    public async ValueTask SignInLocked(Tx tx, User? user, string identifier, NoticeOrigin origin)
    {
        if ((await limiter.Take(tx, RateLimit.Mailbox, "locked\n" + identifier)).Allowed)
        {
            var facts = Facts(tx, origin);
            await outbox.Add(tx, user is { Email: { } to }
                ? NoticeLetters.Locked(links, user.Id, to, facts)
                : NoticeLetters.Nobody(links, facts));
        }
    }

    private async ValueTask Tell(Tx tx, User user, Func<string, Letter> letter)
    {
        if (user.Email is { } to)
        {
            await outbox.Add(tx, letter(to));
        }
    }

    private static List<LetterFact> Facts(Tx tx, NoticeOrigin origin)
    {
        var facts = new List<LetterFact> { new("When", Spoken.Instant(tx.Now)) };
        if (origin.Address is { } address)
        {
            facts.Add(new("From", address.ToString()));
        }

        if (origin.Place is { Length: > 0 } place)
        {
            facts.Add(new("Place", place));
        }

        if (origin.Device is { } device)
        {
            facts.Add(new("Device", device));
        }

        if (origin.Reasons is not ([] or ["new_device"]))
        {
            facts.Add(new("Unusual", string.Join(", ", origin.Reasons.Select(reason => reason.Replace('_', ' ')))));
        }

        return facts;
    }
}
