using Keywright.Database;

namespace Keywright.Security;

/// <summary>The id of a user.</summary>
internal readonly record struct UserId(Guid Value) : IId<UserId>
{
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

/// <summary>The id of a passkey.</summary>
internal readonly record struct PasskeyId(Guid Value) : IId<PasskeyId>
{
    public static PasskeyId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
