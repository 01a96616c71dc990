using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;

namespace Keywright.OAuth.Registration;

/// <summary>DELETE /oauth/register/{client_id}: the client and all that it was given (RFC 7592 §2.3).</summary>
internal sealed class EndRegistration(KeywrightDatabase database, ChangeClient change) : IUseCase
{
    public async Task<IResult> Handle(Call call) =>
        RegistrationAccess.Token(call) is { } token && await database.Write(async tx =>
            await RegistrationAccess.Find(tx, call, token) is { } client && await change.Delete(tx, call.Origin(), client), call.Ct)
            ? Answers.NoContent()
            : RegistrationAccess.Refuse();
}
