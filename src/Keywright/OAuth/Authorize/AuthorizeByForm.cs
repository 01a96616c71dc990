using Keywright.Http;

namespace Keywright.OAuth.Authorize;

/// <summary>
/// POST /oauth/authorize (OpenID Connect Core §3.1.2.1): the same as GET. A form of another site comes without our session cookie, so it is
/// asked to come again by GET, which has it.
/// </summary>
internal sealed class AuthorizeByForm(AuthorizationTickets tickets) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        var (form, refusal) = await Parameters.Form(call.Http, call.Ct);
        return form is null
            ? refusal!
            : new SeeOther($"{Authorize.Path}?{Authorize.Ticket}={tickets.Seal(tickets.New(form))}");
    }
}
