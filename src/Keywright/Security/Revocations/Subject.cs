namespace Keywright.Security.Revocations;

internal enum SubjectKind
{
    User,
    Session,
    Token,
    Role,
    ServiceAccount,
    Client,
    Grant,
}

/// <summary>Whose rights were taken away, or changed.</summary>
internal readonly record struct Subject(SubjectKind Kind, Guid Id)
{
    public static Subject Of(UserId id) => new(SubjectKind.User, id.Value);

    public static Subject Of(SessionId id) => new(SubjectKind.Session, id.Value);

    public static Subject Of(PersonalTokenId id) => new(SubjectKind.Token, id.Value);

    /// <summary>Everybody who has the role: one entry, however many they are.</summary>
    public static Subject Of(RoleId id) => new(SubjectKind.Role, id.Value);

    public static Subject Of(ServiceAccountId id) => new(SubjectKind.ServiceAccount, id.Value);

    public static Subject Of(ClientId id) => new(SubjectKind.Client, id.Value);

    public static Subject Of(GrantId id) => new(SubjectKind.Grant, id.Value);
}
