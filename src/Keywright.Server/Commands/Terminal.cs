using System.Text;

namespace Keywright.Server.Commands;

/// <summary>Questions to whoever sits at the terminal.</summary>
internal static class Terminal
{
    public static bool IsPresent => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>What was typed, which is not shown.</summary>
    public static string AskHidden(Output output, string question)
    {
        output.Ask(question);
        var text = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    output.Error("");
                    return text.ToString();
                case ConsoleKey.Backspace when text.Length > 0:
                    text.Length--;
                    break;
                case ConsoleKey.U when key.Modifiers == ConsoleModifiers.Control:
                    _ = text.Clear();
                    break;
                default:
                    _ = char.IsControl(key.KeyChar) ? text : text.Append(key.KeyChar);
                    break;
            }
        }
    }

    /// <summary>Whether the answer is yes, in full.</summary>
    public static bool Confirm(Output output, string question)
    {
        output.Ask(question + " Type yes: ");
        return string.Equals(Console.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    }
}
