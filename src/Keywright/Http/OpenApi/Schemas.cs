using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Keywright.Http.OpenApi;

/// <summary>The shapes of bodies by name, each described once. JSON Schema 2020-12, which OpenAPI 3.1 takes as it is.</summary>
internal sealed class Schemas(WireJson json)
{
    private const string ProblemName = "problem";

    private readonly SortedDictionary<string, (Type? Type, JsonNode Schema)> _all = new(StringComparer.Ordinal);

    public JsonObject Of(Type type)
    {
        var name = Name(type);
        if (!_all.TryGetValue(name, out var known))
        {
            _all[name] = (type, Describe(type, name));
        }
        else if (known.Type != type)
        {
            throw new InvalidOperationException($"{known.Type} and {type} would both be called {name} in the API description.");
        }

        return Reference(name);
    }

    public JsonObject Problem()
    {
        _ = _all.TryAdd(ProblemName, (null, ProblemSchema()));
        return Reference(ProblemName);
    }

    public JsonObject ToJson() => new(_all.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.Schema)));

    /// <summary><c>Login.Request</c> is LoginRequest, <c>Listing&lt;SessionAnswer&gt;</c> ListingOfSessionAnswer.</summary>
    private static string Name(Type type)
    {
        var name = (type.DeclaringType is { } outer ? Bare(outer) : "") + Bare(type);
        return type.IsGenericType ? name + "Of" + string.Concat(type.GetGenericArguments().Select(Name)) : name;
    }

    private static string Bare(Type type) => type.Name.Split('`')[0];

    private static JsonObject Reference(string name) => new() { ["$ref"] = "#/components/schemas/" + name };

    private JsonNode Describe(Type type, string name)
    {
        var schema = json.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        Rebase(schema, "#/components/schemas/" + name);
        return schema;
    }

    /// <summary>A recursive shape refers to itself from its own root; in the document its root is elsewhere.</summary>
    private static void Rebase(JsonNode? node, string root)
    {
        switch (node)
        {
            case JsonObject members:
                if (members["$ref"]?.GetValue<string>() is { } reference && reference.StartsWith('#'))
                {
                    members["$ref"] = root + reference[1..];
                }

                foreach (var (_, member) in members)
                {
                    Rebase(member, root);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Rebase(item, root);
                }

                break;
        }
    }

    private static JsonObject ProblemSchema() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("type", "title", "status", "detail", "code", "trace_id"),
        ["properties"] = new JsonObject
        {
            ["type"] = new JsonObject { ["type"] = "string", ["format"] = "uri" },
            ["title"] = new JsonObject { ["type"] = "string" },
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["detail"] = new JsonObject { ["type"] = "string" },
            ["code"] = new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. ProblemCode.All.Select(code => (JsonNode)code.Code)]),
            },
            ["trace_id"] = new JsonObject { ["type"] = "string" },
            ["errors"] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
            },
        },
    };
}
