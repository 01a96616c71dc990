namespace Keywright.Http;

/// <summary>GET /csrf: hands a page the XSRF cookie of its session. Browsers that state their origin never need it.</summary>
internal sealed class ShowXsrfToken(SameOrigin sameOrigin) : IUseCase
{
    public Task<IResult> Handle(Call call)
    {
        if (call.CallerOrNull is { Kind: CallerKind.SessionCookie, SessionId: { } sessionId })
        {
            sameOrigin.SetCookie(call.Http, sessionId);
        }

        return Task.FromResult(Answers.NoContent());
    }
}
