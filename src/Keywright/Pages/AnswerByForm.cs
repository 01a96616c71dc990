using Keywright.Http;
using Keywright.SignIn;

namespace Keywright.Pages;

/// <summary>POST /two-factor: POST /two-factor/challenge of the API, its answer as a page.</summary>
internal sealed class AnswerByForm(SignInPages pages, AnswerChallenge answer, WireJson wire) : IUseCase<Parameters>
{
    // What the form carries along for the next try. Anything else in it is not ours, and a wrong one only changes what is shown.
    private static readonly string[] Methods = ["totp", "recovery_code", "passkey", "email"];

    public async Task<IResult> Handle(Parameters request, Call call)
    {
        var back = pages.ReturnTo(request["return_to"]);
        var wanted = new AnswerChallenge.Request(
            request["challenge"], request["code"], request["recovery_code"], Passkey: null, request["trust_device"] is not null);
        call.Body = () => Body.Write(wanted, wire.TypeOf<AnswerChallenge.Request>());
        return await answer.Handle(wanted, call) switch
        {
            JsonAnswer<Authenticated> => Answers.SeeOther(back),
            ProblemResult { Code: var code } problem when code == ProblemCode.ChallengeExpired || wanted.Challenge is null =>
                await pages.SignIn(call, new SignInEntry(back), problem),
            ProblemResult problem => await pages.TwoFactor(call, Again(request, back), problem),
            var other => other,
        };
    }

    private static TwoFactorPage Again(Parameters form, string back)
    {
        var methods = (form["methods"] ?? "").Split(' ').Intersect(Methods, StringComparer.Ordinal).ToList();
        return new TwoFactorPage(form["challenge"]!, methods.Count > 0 ? methods : Methods[..2], back)
        {
            IsRecovery = form["recovery_code"] is not null,
        };
    }
}
