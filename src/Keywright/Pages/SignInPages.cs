using Keywright.Database;
using Keywright.External;
using Keywright.Http;
using Keywright.Passkeys;
using Keywright.SignIn;
using Keywright.Users;

namespace Keywright.Pages;

/// <summary>What somebody has typed so far, and wants.</summary>
internal sealed record SignInEntry(string ReturnTo)
{
    public string? Identifier { get; init; }

    public bool Remember { get; init; }
}

/// <summary>Shows the pages of signing in. What is right and what is refused the use cases of the API decide, and nobody else.</summary>
internal sealed class SignInPages(
    PageSettings settings, ReturnTo returnTo, ExternalSettings external, PasskeySite passkeys, KeywrightDatabase database,
    IEnumerable<IOnwardOrigins> onward)
{
    /// <summary>Where it goes on to: a path of ours, whatever was asked for.</summary>
    public string ReturnTo(string? text) => returnTo.Local(text) ?? settings.Home;

    public async Task<IResult> SignIn(Call call, SignInEntry entry, ProblemResult? problem = null, string? error = null) =>
        await Show(call, entry.ReturnTo, problem, new LoginPage(entry.ReturnTo)
        {
            Identifier = entry.Identifier,
            Remember = entry.Remember,
            Error = error ?? (problem is null ? null : Explain(problem)),
            Who = problem is null && error is null ? await Who(call) : null,
            HasPasskeys = passkeys.Domain is not null,
            Providers = external.Providers,
        });

    public Task<IResult> TwoFactor(Call call, TwoFactorPage page, ProblemResult? problem = null) => Show(
        call, page.ReturnTo, problem, problem is null ? page : page with { Error = Explain(problem) });

    /// <summary>The second factor, as the API asks for it.</summary>
    public Task<IResult> Ask(Call call, TwoFactorRequired required, string back) =>
        TwoFactor(call, new TwoFactorPage(required.Challenge, required.Methods, back));

    /// <summary>The name of whoever is signed in with a session of their own, or null.</summary>
    public async ValueTask<string?> Who(Call call)
    {
        if (call.CallerOrNull is not { Kind: CallerKind.SessionCookie } caller)
        {
            return null;
        }

        var user = await database.ReadOne(tx => UserStore.Find(tx, caller.UserId), call.Ct);
        return user?.Email ?? user?.Username ?? user?.Name;
    }

    /// <summary>A field's own words, where there are any: people don't read the frame around them.</summary>
    private static string Explain(ProblemResult problem) =>
        problem.Errors is { Count: > 0 } errors ? string.Join(' ', errors.SelectMany(field => field.Value)) : problem.Detail;

    private async Task<IResult> Show(Call call, string back, ProblemResult? problem, Page page)
    {
        var status = problem?.Code.Status ?? StatusCodes.Status200OK;
        return new PageResult(call, page, status) { Problem = problem, FormActionOrigin = await Onward(call, back) };
    }

    private async ValueTask<string?> Onward(Call call, string back)
    {
        foreach (var origins in onward)
        {
            if (await origins.Of(call, back) is { } origin)
            {
                return origin;
            }
        }

        return null;
    }
}
