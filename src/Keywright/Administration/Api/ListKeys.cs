using Keywright.Http;

namespace Keywright.Administration.Api;

/// <summary>GET /keys: the keys that tokens are signed with.</summary>
internal sealed class ListKeys(KeywrightKeys keys) : IUseCase
{
    public async Task<IResult> Handle(Call call) => Answers.Ok(new Listing<KeywrightKey>(await keys.ListAsync(call.Ct), null));
}
