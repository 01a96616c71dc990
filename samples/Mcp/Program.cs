// A server of tools as the authorization specification of MCP wants it: who comes without a token is told where to get one, and a token
// works that was made for this server only.
using System.Security.Claims;
using System.Text.Json.Nodes;
using Keywright.Client;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthorization();
builder.Services.AddAuthentication(KeywrightBearerDefaults.AuthenticationScheme).AddKeywrightBearer(options =>
{
    options.Authority = Setting("Authority");
    options.Audience = Setting("Url");   // with the path: https://tools.example.com/mcp
    options.ResourceName = "Tools";
    options.Scopes.Add("tools:call");
});

var app = builder.Build();
app.MapProtectedResourceMetadata();   // /.well-known/oauth-protected-resource/mcp; every 401 points there

app.MapPost("/mcp", (JsonObject call, ClaimsPrincipal user) =>
{
    var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]?.DeepClone() };
    var (member, value) = (string?)call["method"] switch
    {
        "tools/list" => ("result", new JsonObject { ["tools"] = new JsonArray(Greet()) }),
        "tools/call" when (string?)call["params"]?["name"] == "greet" => ("result", Say($"Hello, {user.FindFirstValue("sub")}.")),
        "tools/call" => ("error", Error(-32602, "There is no such tool.")),
        _ => ("error", Error(-32601, "There is no such method.")),
    };
    answer[member] = value;
    return Results.Text(answer.ToJsonString(), "application/json");
}).RequireScope("tools:call");

app.Run();

static JsonObject Greet() => new()
{
    ["name"] = "greet",
    ["description"] = "Says hello to whoever signed in.",
    ["inputSchema"] = new JsonObject { ["type"] = "object" },
};

static JsonObject Say(string text) => new()
{
    ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
};

static JsonObject Error(int code, string message) => new() { ["code"] = code, ["message"] = message };

string Setting(string name) => builder.Configuration[name] ?? throw new InvalidOperationException($"Set {name}: README.md says how.");
