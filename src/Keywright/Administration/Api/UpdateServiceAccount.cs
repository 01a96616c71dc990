using System.Text.Json;
using Keywright.Account;
using Keywright.Audit;
using Keywright.Http;
using Keywright.Security;
using Keywright.ServiceAccounts;

namespace Keywright.Administration.Api;

/// <summary>
/// PATCH /service-accounts/{id}: a member that is absent stays. A suspended account's tokens are refused from their next request.
/// </summary>
internal sealed class UpdateServiceAccount(OnServiceAccount administer, ChangeServiceAccounts accounts)
    : IUseCase<UpdateServiceAccount.Request>
{
    private static readonly Deed Deed =
        new(KeywrightPermissions.ServiceAccountsWrite, "service_account_updated", "Change a service account");

    public sealed record Request(string? Name, JsonElement Description, IReadOnlyList<string?>? Permissions, string? Status);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (!ProfileMembers.IsText(request.Description))
        {
            return Problems.Of(ProblemCode.MalformedRequest, "description has the wrong JSON type.");
        }

        var description = request.Description.ValueKind switch
        {
            JsonValueKind.Undefined => null,
            JsonValueKind.Null => "",
            _ => request.Description.GetString(),
        };
        var errors = ServiceAccountWish.Refuse(request.Name, description, request.Permissions);
        if (request.Status is not (null or "active" or "suspended"))
        {
            errors["status"] = ["Use \"active\" or \"suspended\"."];
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var change = new ServiceAccountChange(
            request.Name?.Trim(), description, request.Permissions?.OfType<string>().ToList(),
            request.Status is null ? null : request.Status == "active");
        return await administer.Run(call, Deed, async (tx, authority, account) =>
            authority.RefuseToGive(change.Permissions ?? []) is { } refusal ? refusal
            : await accounts.Change(tx, call.Origin(), account, change) is { } changed ? Answers.Ok(ServiceAccountView.Of(changed))
            : OnServiceAccount.Taken());
    }
}
