namespace Keywright.Security;

/// <summary>
/// What somebody may do, wildcards included. Asked at every request, so asking allocates nothing. <c>*</c> covers the application's
/// permissions and never <c>keywright:…</c>; only a word that begins so covers those.
/// </summary>
internal sealed class PermissionSet
{
    public static readonly PermissionSet Empty = new([]);

    private readonly string[] _texts;

    public PermissionSet(IEnumerable<string> texts) => _texts = [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Whoever administers everything may also give and take the application's permissions without having them.</summary>
    public bool IsFullAdministration => Covers(KeywrightPermissions.Everything);

    public bool Covers(string wanted) => Ability.AnyCovers(_texts, wanted);
}
