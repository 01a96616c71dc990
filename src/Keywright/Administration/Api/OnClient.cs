using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>Acts on the client of the path, by id or client_id: nobody acts on one that may administer more than they do.</summary>
internal sealed class OnClient(Administer administer)
{
    public Task<IResult> Run(Call call, Deed deed, Func<Tx, Authority, OAuthClient, ValueTask<IResult>> act) =>
        administer.Run(call, deed, ("oauth_client", Named(call)), async (tx, authority) => await Find(tx, call) is not { } client
            ? NotFound()
            : authority.RefuseToActOn(AdministrationOf(client)) ?? await act(tx, authority, client));

    public static ValueTask<OAuthClient?> Find(Tx tx, Call call) => OAuthClientStore.FindByEither(tx, Named(call));

    /// <summary>What the client may ask for of administration.</summary>
    public static IEnumerable<string> AdministrationOf(OAuthClient client) => client.Scopes.Where(Ability.IsAdministration);

    /// <summary>400 for a member of the wrong type, 422 for what is unacceptable; null when all is well.</summary>
    public static ProblemResult? Refuse(ClientMembers said) =>
        said.WrongType is { } member ? Problems.Of(ProblemCode.MalformedRequest, $"{member} has the wrong JSON type.")
        : said.Errors.Count > 0 ? Problems.Invalid(said.Errors)
        : null;

    public static ProblemResult NotFound() => Problems.Of(ProblemCode.NotFound, "There is no such client.");

    private static string Named(Call call) => call.Route("id") ?? "";
}
