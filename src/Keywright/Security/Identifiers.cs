using Keywright.Database;

namespace Keywright.Security;

/// <summary>The id of a user.</summary>
internal readonly record struct UserId(Guid Value) : IId<UserId>
{
    /// <summary>No user has it: for statements that cost the same for an address that nobody has.</summary>
    public static readonly UserId Nobody = new(Guid.Empty);

    public static UserId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>The id of a session, which is also the id of its refresh-token family.</summary>
internal readonly record struct SessionId(Guid Value) : IId<SessionId>
{
    public static SessionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>The id of a personal access token.</summary>
internal readonly record struct PersonalTokenId(Guid Value) : IId<PersonalTokenId>
{
    public static PersonalTokenId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>The id of a device that signed in before.</summary>
internal readonly record struct DeviceId(Guid Value) : IId<DeviceId>
{
    public static DeviceId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>The id of a role.</summary>
internal readonly record struct RoleId(Guid Value) : IId<RoleId>
{
    public static RoleId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>The id of a service account.</summary>
internal readonly record struct ServiceAccountId(Guid Value) : IId<ServiceAccountId>
{
    public static ServiceAccountId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>The id of a passkey.</summary>
internal readonly record struct PasskeyId(Guid Value) : IId<PasskeyId>
{
    public static PasskeyId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>The id of an account elsewhere that is linked to a user.</summary>
internal readonly record struct ExternalAccountId(Guid Value) : IId<ExternalAccountId>
{
    public static ExternalAccountId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>The id of an OAuth client in our tables; what it calls itself is its <c>client_id</c>.</summary>
internal readonly record struct ClientId(Guid Value) : IId<ClientId>
{
    public static ClientId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>The id of what a client was allowed, which is also the id of its refresh-token family.</summary>
internal readonly record struct GrantId(Guid Value) : IId<GrantId>
{
    public static GrantId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
