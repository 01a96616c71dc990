using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Authorize;

namespace Keywright.OAuth.Consent;

/// <summary>POST /consent: the user's answer. Allowing is remembered; refusing is told to the client (RFC 6749 §4.1.2.1).</summary>
internal sealed class GiveConsent(ConsentRequest consents, IssueCode issue, KeywrightDatabase database, AuditLog audit)
    : IUseCase<Parameters>
{
    public async Task<IResult> Handle(Parameters request, Call call)
    {
        var ticket = request[Authorize.Authorize.Ticket];
        var (asked, by, otherwise) = await consents.Read(call, ticket);
        if (asked is null)
        {
            return otherwise!;
        }

        if (request["decision"] != "allow")
        {
            _ = await database.Write(async tx =>
            {
                await audit.Add(tx, call.Origin(), Refused(asked, by!));
                return true;
            }, call.Ct);
            return consents.Refuse(asked, OAuthError.AccessDenied("The user refused (RFC 6749 §4.1.2.1)."));
        }

        return await issue.Run(call, asked, consentsNow: true) is { } code
            ? consents.Answer(asked, code)
            : ConsentRequest.Back(ticket!);
    }

    private static AuditEvent Refused(AuthorizationRequest request, SignedInSession by) =>
        new("oauth_consent_refused", AuditCategory.Token, "Refuse a client")
        {
            UserId = by.User.Id,
            SessionId = by.SessionId,
            ResourceType = "oauth_client",
            ResourceId = request.Client.Id.ToString(),
            Failed = true,
            ResultCode = "access_denied",
            MetadataJson = JsonText.Object(("client_id", request.Client.ClientId), ("scope", string.Join(' ', request.Scopes))),
        };
}
