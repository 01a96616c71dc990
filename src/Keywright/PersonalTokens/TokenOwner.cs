using Keywright.Security;

namespace Keywright.PersonalTokens;

/// <summary>Whose a token is: a user's, or a service account's.</summary>
internal readonly record struct TokenOwner
{
    private const string User = "user";
    private const string ServiceAccount = "service_account";

    private TokenOwner(string type, Guid id) => (Type, Id) = (type, id);

    /// <summary>The word of <c>personal_tokens.owner_type</c>.</summary>
    public string Type { get; }

    public Guid Id { get; }

    public UserId? UserId => Type == User ? new UserId(Id) : null;

    public ServiceAccountId? ServiceAccountId => Type == ServiceAccount ? new ServiceAccountId(Id) : null;

    public static implicit operator TokenOwner(UserId id) => new(User, id.Value);

    public static implicit operator TokenOwner(ServiceAccountId id) => new(ServiceAccount, id.Value);

    public static TokenOwner From(string type, Guid id) => new(type, id);
}
