using System.Reflection;
using System.Reflection.Emit;

namespace Keywright.Tests.Architecture;

/// <summary>
/// Which types a type uses, read from the compiled code: signatures, base types, attributes, and what its instructions name.
/// Usings alone would not show a parent's namespace or a name that was qualified half.
/// </summary>
internal static class TypeUses
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static HashSet<Type> Of(Type type)
    {
        var uses = new HashSet<Type>();
        Add(uses, type.BaseType);
        Array.ForEach(type.GetInterfaces(), used => Add(uses, used));
        AddAttributes(uses, type);
        foreach (var field in type.GetFields(Declared))
        {
            Add(uses, field.FieldType);
        }

        foreach (var method in type.GetMembers(Declared).OfType<MethodBase>())
        {
            AddMember(uses, method);
            AddAttributes(uses, method);
            AddBody(uses, method);
        }

        return uses;
    }

    private static void AddAttributes(HashSet<Type> uses, MemberInfo member)
    {
        foreach (var attribute in member.GetCustomAttributesData())
        {
            Add(uses, attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments)
            {
                Add(uses, argument.Value as Type);
            }
        }
    }

    private static void AddMember(HashSet<Type> uses, MemberInfo? member)
    {
        Add(uses, member as Type ?? member?.DeclaringType);
        if (member is FieldInfo field)
        {
            Add(uses, field.FieldType);
        }

        if (member is MethodBase method)
        {
            Array.ForEach(method.GetParameters(), parameter => Add(uses, parameter.ParameterType));
            Add(uses, (method as MethodInfo)?.ReturnType);
            Array.ForEach(method.IsGenericMethod ? method.GetGenericArguments() : [], argument => Add(uses, argument));
        }
    }

    private static void AddBody(HashSet<Type> uses, MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return;
        }

        foreach (var local in body.LocalVariables)
        {
            Add(uses, local.LocalType);
        }

        foreach (var token in Tokens(body.GetILAsByteArray() ?? []))
        {
            AddMember(uses, method.Module.ResolveMember(
                token,
                method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null,
                method.IsGenericMethod ? method.GetGenericArguments() : null));
        }
    }

    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (var at = 0; at < il.Length;)
        {
            // ECMA-335 §III.1.2.1: two-byte instructions start with 0xFE.
            var value = il[at] == 0xFE ? unchecked((short)(0xFE00 | il[++at])) : il[at];
            at++;
            var operand = OpCodesByValue[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return BitConverter.ToInt32(il, at);
            }

            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private static void Add(HashSet<Type> uses, Type? type)
    {
        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.HasElementType)
        {
            Add(uses, type.GetElementType());
            return;
        }

        Array.ForEach(type.IsGenericType ? type.GetGenericArguments() : [], argument => Add(uses, argument));
        uses.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
    }
}
