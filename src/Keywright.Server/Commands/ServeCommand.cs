using System.CommandLine;
using System.Reflection;
using Keywright.Database;

namespace Keywright.Server.Commands;

/// <summary><c>keywright serve</c>: answers requests until it is told to stop, then finishes what it began.</summary>
internal static class ServeCommand
{
    public static Command Create(CommandContext context)
    {
        var serve = new Command("serve", "Serve the API.");
        context.Run(serve, async (options, _, output, ct) =>
        {
            await using var app = ServerHost.Build(options);
            try
            {
                await app.StartAsync(ct);
            }
            catch (IOException e)
            {
                output.Error($"Can't listen at {string.Join(", ", options.Urls)}: {(e.InnerException ?? e).Message}.");
                output.Error("Choose another address with --Urls or KEYWRIGHT_Urls.");
                return ExitCode.Failed;
            }

            Greet(app, options, output);
            await app.WaitForShutdownAsync(ct);
            return ExitCode.Ok;
        });

        return serve;
    }

    private static void Greet(WebApplication app, KeywrightOptions options, Output output)
    {
        var version = typeof(ServeCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        var url = options.PublicUrl?.OriginalString.TrimEnd('/') ?? app.Urls.First();
        output.Say($"Keywright {version?.Split('+')[0]} is ready at {string.Join(", ", app.Urls)}");
        output.Say($"  Sign in     POST {url}{options.RoutePrefix}/login");
        output.Say($"  The API     {url}/openapi/v1.json");
        output.Say($"  Database    {DatabaseOf(options)}");
    }

    private static string DatabaseOf(KeywrightOptions options) => DatabaseSettingsOf.Options(options).Target() switch
    {
        DatabaseTarget.SqliteFile file => "SQLite, " + Path.GetFullPath(file.Path),
        DatabaseTarget.Postgres postgres => $"PostgreSQL, {string.Join(", ", postgres.Hosts.Select(host => host.Host))}/{postgres.Name}",
        _ => "in memory: gone when this process ends",
    };
}
