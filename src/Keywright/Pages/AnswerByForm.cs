using Keywright.Http;
using Keywright.SignIn;

namespace Keywright.Pages;

/// <summary>POST /two-factor: POST /two-factor/challenge of the API, its answer as a page.</summary>
internal sealed class AnswerByForm(SignInPages pages, AnswerChallenge answer, WireJson wire) : IUseCase<Form>
{
    // What the form carries along for the next try. Anything else in it is not ours, and a wrong one only changes what is shown.
    private static readonly string[] Methods = ["totp", "recovery_code", "passkey", "email"];

    public async Task<IResult> Handle(Form request, Call call)
    {
        var back = pages.ReturnTo(request["return_to"]);
        var wanted = new AnswerChallenge.Request(
            request["challenge"], request["code"], request["recovery_code"], Passkey: null, request.Has("trust_device"));
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

    private static TwoFactorPage Again(Form form, string back)
    {
        var methods = (form["methods"] ?? "").Split(' ').Intersect(Methods, StringComparer.Ordinal).ToList();
        return new TwoFactorPage(form["challenge"]!, methods.Count > 0 ? methods : Methods[..2], back)
        {
            IsRecovery = form.Has("recovery_code"),
        };
    }
}
