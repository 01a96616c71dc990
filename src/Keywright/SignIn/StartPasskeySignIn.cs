using Keywright.Database;
using Keywright.Http;
using Keywright.Passkeys;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>
/// POST /login/passkey/options: what <c>navigator.credentials.get</c> needs, for any passkey (so a page may offer them by autofill), or for
/// those of the user whose challenge is to be answered.
/// </summary>
internal sealed class StartPasskeySignIn(KeywrightDatabase database, Ceremonies ceremonies) : IUseCase<StartPasskeySignIn.Request>
{
    public sealed record Request(string? Challenge);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (ceremonies.Refuse() is { } refusal)
        {
            return refusal;
        }

        if (request.Challenge is null)
        {
            return Answers.Ok(await ceremonies.BeginSignIn(call, null));
        }

        var user = SecretToken.Parse(TokenKind.Challenge, request.Challenge) is not { } token ? null : await database.Read(
            async tx => await ChallengeStore.FindLive(tx, token.Hash) is { } challenge ? await UserStore.Find(tx, challenge.UserId) : null,
            call.Ct);
        return user is null ? AnswerChallenge.Expired() : Answers.Ok(await ceremonies.BeginSignIn(call, user));
    }
}
