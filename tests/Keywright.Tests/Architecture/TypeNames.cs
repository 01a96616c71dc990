using System.Reflection;

namespace Keywright.Tests.Architecture;

/// <summary>Types as C# writes them: keywords, type arguments, a question mark where null is welcome.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
    };

    public static string Of(ParameterInfo parameter) => Of(parameter.ParameterType) + Mark(Context().Create(parameter));

    public static string Of(PropertyInfo property) => Of(property.PropertyType) + Mark(Context().Create(property));

    public static string Of(MethodInfo method) =>
        method.Name + (method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Of))}>" : "");

    public static string Of(Type type)
    {
        if (type.HasElementType)
        {
            return Of(type.GetElementType()!) + (type.IsArray ? "[]" : "&");
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value) + "?";
        }

        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        var name = type.IsNested && !type.IsGenericParameter ? $"{Of(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>"
            : name;
    }

    // Reading is cached and not safe among threads, so each question brings its own.
    private static NullabilityInfoContext Context() => new();

    private static string Mark(NullabilityInfo nullability) =>
        !nullability.Type.IsValueType && nullability.ReadState == NullabilityState.Nullable ? "?" : "";
}
