using System.CommandLine.Parsing;

namespace Keywright.Server.Commands;

/// <summary>Ids on the command line.</summary>
internal static class Ids
{
    public static Guid Parse(ArgumentResult result, string of, string shownBy)
    {
        var text = result.Tokens[0].Value;
        if (!Guid.TryParse(text, out var id))
        {
            result.AddError($"'{text}' is not the id of {of}: {shownBy} shows them.");
        }

        return id;
    }
}
