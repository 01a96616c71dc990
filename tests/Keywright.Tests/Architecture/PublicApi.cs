using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Keywright.Tests.Architecture;

/// <summary>Writes the public types of an assembly and their members, one a line, much as C# declares them.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Head(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var parents = type.GetInterfaces().Where(face => !type.IsEnum && face.Assembly == type.Assembly).Prepend(type.BaseType)
            .Where(parent => parent is not null && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            .Select(parent => TypeNames.Of(parent!));
        var list = string.Join(", ", parents);
        return $"{kind} {type.Namespace}.{TypeNames.Of(type)}{(list.Length > 0 ? " : " + list : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");
        }

        return type.GetMembers(Declared)
            .Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute)) && member is not TypeInfo)
            .Select(member => member switch
            {
                ConstructorInfo constructor when IsSeen(constructor) => $"{TypeNames.Of(type)}({Parameters(constructor)})",
                FieldInfo field when field.IsPublic || field.IsFamily =>
                    $"{Static(field.IsStatic)}{TypeNames.Of(field.FieldType)} {field.Name}{Constant(field)}",
                PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsSeen) => Property(property),
                MethodInfo { IsSpecialName: false } method when IsSeen(method) =>
                    $"{Static(method.IsStatic)}{TypeNames.Of(method.ReturnParameter)} {TypeNames.Of(method)}({Parameters(method)})",
                EventInfo seen when seen.AddMethod is { } add && IsSeen(add) => $"event {TypeNames.Of(seen.EventHandlerType!)} {seen.Name}",
                _ => "",
            })
            .Where(line => line.Length > 0);
    }

    private static string Property(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && IsSeen(getter) ? " get;" : "";
        var set = property.SetMethod is not { } setter || !IsSeen(setter) ? ""
            : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        var isStatic = Static(property.GetAccessors(nonPublic: true)[0].IsStatic);
        return $"{isStatic}{TypeNames.Of(property)} {property.Name} {{{get}{set} }}";
    }

    private static string Parameters(MethodBase method)
    {
        var extends = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extends + string.Join(", ", method.GetParameters()
            .Select(parameter => $"{TypeNames.Of(parameter)} {parameter.Name}{Default(parameter)}"));
    }

    private static string Default(ParameterInfo parameter) =>
        parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "default"}" : "";

    private static string Constant(FieldInfo field) => field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "";

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
}
