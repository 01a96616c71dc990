using Keywright.Http;
using Keywright.OAuth.Authorize;

namespace Keywright.OAuth.SignOut;

/// <summary>
/// POST /oauth/end_session (RP-Initiated Logout §2 demands it): the same as GET. A form of another site comes without our session cookie,
/// so it is asked to come again by GET, which has it.
/// </summary>
internal sealed class EndSessionByForm : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        var (form, refusal) = await Parameters.Form(call.Http, call.Ct);
        return form is null
            ? refusal!
            : new SeeOther(EndSession.Path + "?" + string.Join('&', form.All.Select(
                one => $"{Uri.EscapeDataString(one.Name)}={Uri.EscapeDataString(one.Value)}")));
    }
}
