using Keywright.Database;
using Keywright.Http;

namespace Keywright.OAuth.Registration;

/// <summary>
/// GET /oauth/register/{client_id}: what is registered (RFC 7592 §2.1). Without the secret, which is kept as a hash only.
/// </summary>
internal sealed class ShowRegistration(KeywrightDatabase database, OAuthSettings settings) : IUseCase
{
    public async Task<IResult> Handle(Call call) =>
        RegistrationAccess.Token(call) is { } token
        && await database.ReadOne(tx => RegistrationAccess.Find(tx, call, token), call.Ct) is { } client
            ? RegistrationAnswer.Of(client, null, token.Reveal(), settings, StatusCodes.Status200OK)
            : RegistrationAccess.Refuse();
}
