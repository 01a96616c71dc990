using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

// ASP.NET Core Identity as its documentation sets it up: API endpoints, bearer tokens, EF Core on PostgreSQL. Options are the defaults.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddDbContextPool<Users>(options => options.UseNpgsql(builder.Configuration["Database"]));
builder.Services.AddIdentityApiEndpoints<IdentityUser>().AddEntityFrameworkStores<Users>();
builder.Services.AddAuthorization();
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, Wire.Default));

var app = builder.Build();
using (var scope = app.Services.CreateScope())
{
    scope.ServiceProvider.GetRequiredService<Users>().Database.EnsureCreated();
}

app.MapIdentityApi<IdentityUser>();
app.MapGet("/protected", (ClaimsPrincipal user) => new Answer(user.FindFirstValue(ClaimTypes.NameIdentifier)!)).RequireAuthorization();

// The bearer token above is believed until it expires. One look-up is the least that notices a user who was locked or deleted.
app.MapGet("/protected/checked", async (ClaimsPrincipal user, UserManager<IdentityUser> users) =>
    await users.GetUserAsync(user) is { } found ? Results.Ok(new Answer(found.Id)) : Results.Unauthorized()).RequireAuthorization();
app.Run();

internal sealed class Users(DbContextOptions<Users> options) : IdentityDbContext<IdentityUser>(options);

internal sealed record Answer(string Id);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer))]
internal sealed partial class Wire : JsonSerializerContext;
