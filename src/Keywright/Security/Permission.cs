namespace Keywright.Security;

/// <summary>A permission that has the form of one: <c>reports:read</c>, <c>reports:*</c>, <c>*</c>.</summary>
internal readonly record struct Permission
{
    private Permission(string text) => Text = text;

    public string Text { get; }

    public static Permission? Parse(string? text) => Ability.IsValid(text) ? new Permission(text!) : null;

    /// <exception cref="ArgumentException">It is none.</exception>
    public static Permission Of(string text) => Parse(text) ?? throw new ArgumentException($"'{text}' is no permission. {Ability.Rule}");

    public override string ToString() => Text;
}
