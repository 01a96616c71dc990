using Keywright.Server.Commands;

namespace Keywright.Tests.Architecture;

/// <summary>
/// Codes, tokens and keys come from the operating system's generator (OWASP ASVS 5.0, 6.5.3, 7.2.3). The build refuses the other one; this
/// looks at what was built.
/// </summary>
public sealed class ChanceTests
{
    [Fact]
    public void No_compiled_type_knows_the_predictable_generator() => Rule.HasNoExceptions(
        new[] { typeof(KeywrightExtensions).Assembly, typeof(CommandLine).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => TypeUses.Of(type).Any(used => used.FullName == "System.Random"))
            .Select(type => type.FullName));
}
