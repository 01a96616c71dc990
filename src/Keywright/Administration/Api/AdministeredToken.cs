using Keywright.PersonalTokens;

namespace Keywright.Administration.Api;

/// <summary>The <em>personal_access_token</em> of the HTTP contract, with whose it is.</summary>
internal sealed record AdministeredToken : PersonalTokenView
{
    private AdministeredToken(PersonalTokenView view, TokenOwner owner)
        : base(view) => (OwnerType, OwnerId) = (owner.Type, owner.Id);

    /// <summary>user or service_account.</summary>
    public string OwnerType { get; }

    public Guid OwnerId { get; }

    public static new AdministeredToken Of(PersonalToken token) => new(PersonalTokenView.Of(token), token.Owner);
}
