using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Keywright.Database;

namespace Keywright.Tests.Architecture;

/// <summary>Names that say nothing are not used.</summary>
public sealed partial class NameTests
{
    private static readonly Assembly Product = typeof(KeywrightDatabase).Assembly;

    [Fact]
    public void A_type_is_named_for_what_it_is() =>
        Rule.HasNoExceptions(OwnTypes().Where(type => EmptyWord().Match(type.Name.Split('`')[0]) is { Success: true } word
            && !IsAskedFor(type, word.Value)));

    // docs/decisions/no-async-suffix.md
    [Fact]
    public void Only_the_public_api_and_what_the_framework_names_end_in_Async()
    {
        var suffixed = from type in OwnTypes()
                       from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
                           | BindingFlags.Static | BindingFlags.DeclaredOnly)
                       where method.Name.EndsWith("Async", StringComparison.Ordinal) && !method.Name.Contains('.', StringComparison.Ordinal)
                       where !(type.IsVisible && (method.IsPublic || method.IsFamily)) && !IsNamedElsewhere(method, type)
                       select $"{type}.{method.Name}";

        Rule.HasNoExceptions(suffixed);
    }

    private static IEnumerable<Type> OwnTypes() => Product.GetTypes().Where(type =>
        type.Namespace?.StartsWith("Keywright", StringComparison.Ordinal) == true
        && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        && !type.Name.StartsWith('<'));

    // What the framework calls a handler, we do too.
    private static bool IsAskedFor(Type type, string word) => type.GetInterfaces().Append(type.BaseType)
        .Where(parent => parent is not null && parent.Assembly != Product)
        .Any(parent => parent!.Name.Split('`')[0].EndsWith(word, StringComparison.Ordinal));

    private static bool IsNamedElsewhere(MethodInfo method, Type type) =>
        method.GetBaseDefinition().DeclaringType?.Assembly != Product
        || (method.GetBaseDefinition() is { Name: "DisposeAsync" })
        || (!type.IsInterface && type.GetInterfaces()
            .Where(face => face.Assembly != Product || face.IsVisible)
            .Any(face => type.GetInterfaceMap(face).TargetMethods.Contains(method)));

    [GeneratedRegex("(?:Manager|Service|Helper|Helpers|Util|Utils|Impl|Base|Dto|Model|Info|Data|Handler)$")]
    private static partial Regex EmptyWord();
}
