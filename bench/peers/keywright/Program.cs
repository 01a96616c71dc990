using System.Security.Claims;
using System.Text.Json.Serialization;
using Keywright;

// Keywright embedded as its README says, with the same protected endpoint as every other side.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddAuthorization();
builder.Services.AddKeywright();
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, Wire.Default));

var app = builder.Build();
app.MapKeywright();
app.MapGet("/protected", (ClaimsPrincipal user) => new Answer(user.FindFirstValue(ClaimTypes.NameIdentifier)!)).RequireAuthorization();
app.Run();

internal sealed record Answer(string Id);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer))]
internal sealed partial class Wire : JsonSerializerContext;
