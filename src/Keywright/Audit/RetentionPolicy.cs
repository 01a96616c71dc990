namespace Keywright.Audit;

/// <summary>The classes of retention: words of the audit tables. Each has a chain of seals of its own.</summary>
internal static class RetentionPolicy
{
    public const string Standard = "standard";
    public const string Extended = "extended";
    public const string Security = "security";
    public const string Permanent = "permanent";

    public static readonly IReadOnlyList<string> All = [Standard, Extended, Security, Permanent];
}
