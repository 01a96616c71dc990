namespace Keywright.Tests.Architecture;

internal static class Rule
{
    /// <summary>Fails with all that breaks the rule, each on a line, where xunit would show the first few.</summary>
    public static void HasNoExceptions<T>(IEnumerable<T> exceptions)
    {
        var lines = exceptions.Select(exception => exception?.ToString()).ToList();
        Assert.True(lines.Count == 0, string.Join('\n', lines));
    }
}
