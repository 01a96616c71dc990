// An API in a process of its own: it takes the access tokens of a Keywright server, without a database.
using System.Security.Claims;
using Keywright.Client;

const string Asking = "asking";

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthorization();
builder.Services.AddAuthentication(KeywrightBearerDefaults.AuthenticationScheme)
    .AddKeywrightBearer(Common)   // verified here, with the server's published keys
    .AddKeywrightBearer(Asking, options =>   // the server is asked: what it revoked stops at once
    {
        Common(options);
        options.Introspect = true;
        options.ClientId = Setting("ClientId");
        options.ClientSecret = Setting("ClientSecret");
        options.IntrospectionLifetime = TimeSpan.Zero;
    });

var app = builder.Build();
app.MapProtectedResourceMetadata();

app.MapGet("/orders", (ClaimsPrincipal user) => new[] { new Order(41, user.FindFirstValue("sub")!) }).RequireScope("orders:read");
app.MapGet("/orders/all", () => new[] { new Order(41, "ada"), new Order(42, "grace") })
    .RequireScope("orders:read").RequireAuthorization(policy => policy.RequireRole("admin"));
app.MapGet("/me", (ClaimsPrincipal user) => new Caller(
    user.FindFirstValue("sub")!, user.FindFirstValue("client_id")!, [.. user.FindAll("role").Select(role => role.Value)],
    [.. user.FindAll("permission").Select(permission => permission.Value)])).RequireAuthorization();

// Money: a token that was revoked a second ago must not work.
var payments = app.MapGroup("/payments").RequireAuthorization(policy => policy.AddAuthenticationSchemes(Asking).RequireAuthenticatedUser());
payments.MapPost("/", (ClaimsPrincipal user) => Results.Created((string?)null, new Order(41, user.FindFirstValue("sub")!)))
    .RequireScope("orders:pay");

app.Run();

void Common(KeywrightBearerOptions options)
{
    options.Authority = Setting("Authority");
    options.Audience = Setting("Url");
    options.ResourceName = "Orders";
    options.Scopes.Add("orders:read");
    options.Scopes.Add("orders:pay");
}

string Setting(string name) => builder.Configuration[name] ?? throw new InvalidOperationException($"Set {name}: README.md says how.");

internal sealed record Order(int Id, string Customer);

internal sealed record Caller(string Id, string Client, string[] Roles, string[] Permissions);
