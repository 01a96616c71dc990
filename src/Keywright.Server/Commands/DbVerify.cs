using System.CommandLine;
using Keywright.Maintenance;

namespace Keywright.Server.Commands;

/// <summary><c>keywright db verify</c>: whether the schema is what migrating an empty database gives.</summary>
internal static class DbVerify
{
    private static readonly Column<KeywrightSchemaDifference>[] Columns =
    [
        new("kind", difference => difference.Kind),
        new("name", difference => difference.Name),
        new("problem", difference => difference.Problem),
        new("message", difference => difference.Message),
        new("note", difference => difference.IsNote),
    ];

    public static Command Create(CommandContext context)
    {
        var verify = new Command(
            "verify", "Compare the schema with the expected one and name every difference. Ends with 1 if there is one.");
        context.Run(verify, async (options, _, output, ct) =>
        {
            await using var host = CommandHost.Open(options);
            if (await host.RefuseSchema(ct) is { } refusal)
            {
                return output.Fail(refusal);
            }

            return Tell(output, await host.Schema.VerifyAsync(ct));
        });

        return verify;
    }

    private static int Tell(Output output, IReadOnlyList<KeywrightSchemaDifference> differences)
    {
        if (output.Json)
        {
            output.Many(differences, Columns);
        }

        foreach (var difference in differences.OrderBy(difference => difference.IsNote))
        {
            output.Result((difference.IsNote ? "note: " : "") + difference.Message);
        }

        var count = differences.Count(difference => !difference.IsNote);
        output.Say(count == 0 ? "The schema is as expected." : $"Differences: {count}");
        return count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
