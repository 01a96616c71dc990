using Keywright.Http;

namespace Keywright.SignIn;

/// <summary>GET /csrf: hands a page the XSRF cookie of its session again. A browser that says where it comes from never needs it.</summary>
internal sealed class IssueCsrfCookie(SameOrigin sameOrigin) : IUseCase
{
    public Task<IResult> Handle(Call call)
    {
        if (call.CallerOrNull is { Kind: CallerKind.SessionCookie, SessionId: { } session })
        {
            sameOrigin.SetCookie(call.Http, session);
        }

        return Task.FromResult(Answers.NoContent());
    }
}
