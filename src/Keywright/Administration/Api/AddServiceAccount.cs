using Keywright.Audit;
using Keywright.Http;
using Keywright.Security;
using Keywright.ServiceAccounts;

namespace Keywright.Administration.Api;

/// <summary>POST /service-accounts: one with permissions that the caller has. The caller answers for it.</summary>
internal sealed class AddServiceAccount(Administer administer, ChangeServiceAccounts accounts) : IUseCase<AddServiceAccount.Request>
{
    private static readonly Deed Deed =
        new(KeywrightPermissions.ServiceAccountsWrite, "service_account_created", "Create a service account");

    public sealed record Request(string? Name, string? Description, IReadOnlyList<string?>? Permissions);

    public async Task<IResult> Handle(Request request, Call call)
    {
        var errors = ServiceAccountWish.Refuse(request.Name ?? "", request.Description, request.Permissions);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var permissions = (request.Permissions ?? []).OfType<string>().ToList();
        UserId? owner = call.Caller.IsServiceAccount ? null : call.Caller.UserId;
        return await administer.Run(call, Deed, ("service_account", request.Name!.Trim()), async (tx, authority) =>
            authority.RefuseToGive(permissions) is { } refusal ? refusal
            : await accounts.Create(tx, call.Origin(), request.Name!.Trim(), request.Description, permissions, owner) is { } account
                ? Answers.Created(ServiceAccountView.Of(account))
            : OnServiceAccount.Taken());
    }
}
