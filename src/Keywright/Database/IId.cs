namespace Keywright.Database;

/// <summary>A typed UUIDv7: the id of a user can't be passed where that of a session is wanted.</summary>
internal interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}
