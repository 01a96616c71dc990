using Keywright.Http;
using Keywright.Security;

namespace Keywright.Roles;

/// <summary>
/// GET /permissions?check=a,b,c: which of these the caller has, with the credential in use. Answered from memory: a page asks it to know
/// which buttons to show.
/// </summary>
internal sealed class CheckPermissions : IUseCase
{
    private const int Most = 100;

    public Task<IResult> Handle(Call call) => Task.FromResult(Answer(call));

    private static IResult Answer(Call call)
    {
        var asked = (call.Query("check") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length is 0 or > Most)
        {
            return Problems.Invalid("check", $"Name 1 to {Most} permissions, with commas between them.");
        }

        if (asked.FirstOrDefault(permission => !Ability.IsValid(permission)) is { } bad)
        {
            return Problems.Invalid("check", $"'{bad}' is no permission. {Ability.Rule}");
        }

        var answers = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var permission in asked)
        {
            answers[permission] = call.Caller.May(permission);
        }

        return Answers.Ok(answers);
    }
}
