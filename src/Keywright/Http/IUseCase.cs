namespace Keywright.Http;

/// <summary>What a route without a body does.</summary>
internal interface IUseCase
{
    Task<IResult> Handle(Call call);
}

/// <summary>
/// What a route with a JSON body does. Members of the request are nullable: a body of <c>{}</c> is a refusal, never a 500.
/// </summary>
internal interface IUseCase<in TRequest>
    where TRequest : class
{
    Task<IResult> Handle(TRequest request, Call call);
}
