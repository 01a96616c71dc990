namespace Keywright.Server;

/// <summary>The server around the library. Built from nothing, so that no file or variable but ours configures it.</summary>
internal static class ServerHost
{
    private const long MaxRequestBytes = 1024 * 1024;

    public static WebApplication Build(KeywrightOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "keywright",
            EnvironmentName = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environments.Production,
        });
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Urls]).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
        });

        // What keeps the host from starting is told by the command, in a sentence instead of a stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff'Z' ";
        });

        // It sees that no encryptor of its own is set: what it writes is encrypted where it is stored.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        builder.Services.AddRoutingCore();
        builder.Services.AddKeywright(_ => options);
        builder.Services.AddSharedDataProtection();

        var app = builder.Build();

        // Our routes find out themselves who calls; the middleware that ASP.NET Core adds on its own would do it a second time.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
        app.UseRouting();
        _ = app.MapKeywright().MapKeywrightPages().MapKeywrightHealth().MapKeywrightOpenApi();
        return app;
    }
}
