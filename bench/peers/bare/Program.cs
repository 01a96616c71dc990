using System.Text.Json.Serialization;

// The ceiling: what Kestrel and routing alone answer on this machine, with the same body as every other side.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, Wire.Default));

var app = builder.Build();
app.MapGet("/protected", () => new Answer("0193f2a4-7c1e-7b52-9a35-0a4f6c2d9e11"));
app.Run();

internal sealed record Answer(string Id);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer))]
internal sealed partial class Wire : JsonSerializerContext;
