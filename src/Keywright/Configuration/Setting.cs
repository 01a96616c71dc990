using System.Reflection;

namespace Keywright.Configuration;

/// <summary>One setting of the tree: a property that holds a value, and the object that holds the property.</summary>
internal sealed record Setting(string Path, PropertyInfo Property, object Owner)
{
    /// <summary>Stands for a secret wherever configuration is shown.</summary>
    public const string Hidden = "(hidden)";

    private static readonly string[] SecretNames = ["Password", "Secret", "MasterKey", "MasterKeys"];

    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    public object? Value => Property.GetValue(Owner);

    public bool IsSecret => Array.Exists(SecretNames, name => Property.Name.EndsWith(name, StringComparison.Ordinal));

    public override string ToString() => Path;
}
