using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Keywright.EndToEnd.Schema;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd.OAuth;

public sealed class SqliteOAuthServer() : OAuthServer(new SqliteInstallation());

public sealed class PostgresOAuthServer() : OAuthServer(new PostgresInstallation());

[CollectionDefinition(Name)]
public sealed class OnSqlite : ICollectionFixture<SqliteOAuthServer>
{
    public const string Name = "OAuth on SQLite";
}

[CollectionDefinition(Name)]
public sealed class OnPostgres : ICollectionFixture<PostgresOAuthServer>
{
    public const string Name = "OAuth on PostgreSQL";
}

/// <summary>A server, and the programs in tests/clients that others wrote the better part of.</summary>
public abstract class OAuthServer(Installation installation) : IAsyncLifetime
{
    public const string Api = "https://api.example";

    public const string Other = "https://other.example";

    public const string Callback = "https://app.example/callback";

    public const string Bye = "https://app.example/bye";

    private ServerProcess? _server;
    private JsonObject _user = null!;
    private string _administrator = null!;

    public string Issuer { get; } = "http://localhost:" + FreePort().ToString(CultureInfo.InvariantCulture);

    public string Email => (string)_user["email"]!;

    public string Password => (string)_user["password"]!;

    public string UserId => (string)_user["id"]!;

    public ServerProcess Server => _server!;

    public virtual async Task InitializeAsync()
    {
        await installation.InitializeAsync();
        installation.Environment["KEYWRIGHT_Urls"] = Issuer;
        installation.Environment["KEYWRIGHT_PublicUrl"] = Issuer;
        _server = await installation.Serve([.. Configure(installation.Environment)]);
        _user = await Command(
            "user", "create", "--email", "ada@example.com", "--name", "Ada Lovelace", "--role", "admin", "--verified", "--generate");
        _administrator = (await Person.SignIn(_server.Http, Email, Password)).AccessToken;
    }

    public virtual async Task DisposeAsync() => await installation.DisposeAsync();

    /// <summary>What the server is started with.</summary>
    protected virtual IEnumerable<string> Configure(IDictionary<string, string> environment) =>
    [
        "--OAuth:Resources:0=" + Api, "--OAuth:Resources:1=" + Other, "--OAuth:Scopes:posts:Description=Read your posts",
        "--OAuth:DynamicRegistration=Open", "--OAuth:RefreshGrace=00:00:00",
    ];

    /// <summary>A client, as an administrator registers it: with its secret.</summary>
    public async Task<JsonObject> Client(params (string Name, JsonNode? Value)[] changes)
    {
        var wish = new JsonObject
        {
            ["client_name"] = "Example",
            ["redirect_uris"] = new JsonArray(Callback),
            ["post_logout_redirect_uris"] = new JsonArray(Bye),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["scope"] = "openid profile email offline_access",
        };
        foreach (var (name, value) in changes)
        {
            wish[name] = value;
        }

        using var answer = await Person.Send(Server.Http, HttpMethod.Post, "../admin/clients", _administrator, wish);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, body);
        return JsonNode.Parse(body)!.AsObject();
    }

    /// <summary>A program that acts for itself.</summary>
    public Task<JsonObject> Machine(string method = "client_secret_basic") => Client(
        ("token_endpoint_auth_method", method), ("grant_types", new JsonArray("client_credentials")), ("redirect_uris", new JsonArray()),
        ("post_logout_redirect_uris", new JsonArray()), ("scope", "posts"));

    /// <summary>A client that has a key instead of a secret, and that key.</summary>
    public async Task<(JsonObject Client, JsonNode Key)> ClientWithKey(string algorithm, params (string Name, JsonNode? Value)[] changes)
    {
        var keys = await Run("jose.js", "generate", [], ("alg", algorithm));
        var client = await Client([
            ("token_endpoint_auth_method", "private_key_jwt"),
            ("jwks", new JsonObject { ["keys"] = new JsonArray(keys["public"]!.DeepClone()) }), .. changes]);
        return (client, keys["private"]!);
    }

    /// <summary>What a command of keywright prints as JSON.</summary>
    public async Task<JsonObject> Command(params string[] arguments)
    {
        var result = await installation.Run([.. arguments, "--json"]);
        Assert.True(result.Code == 0, result.Messages);
        Server.Note(result.Results);
        return JsonNode.Parse(result.Results)!.AsObject();
    }

    /// <summary>Changes what no client can.</summary>
    public async Task Sql(string sql)
    {
        var result = installation.Environment.TryGetValue("KEYWRIGHT_Schema", out var schema)
            ? await DatabaseClient.Psql(PostgresTestServer.Url, schema, sql)
            : await DatabaseClient.Sqlite(Path.Combine(installation.Directory, "data", "keywright.db"), sql);
        Assert.True(result.Code == 0, result.Messages);
    }

    /// <summary>Runs a flow of a program in tests/clients for the user, and returns what it printed.</summary>
    public async Task<JsonObject> Run(string program, string flow, JsonObject client, params (string Name, JsonNode? Value)[] more)
    {
        var input = new JsonObject
        {
            ["issuer"] = Issuer,
            ["client"] = client.DeepClone(),
            ["user"] = new JsonObject { ["email"] = Email, ["password"] = Password },
        };
        foreach (var (name, value) in more)
        {
            input[name] = value?.DeepClone();
        }

        Server.Note(input.ToJsonString());
        var result = await ClientProgram.Run(program, flow, input.ToJsonString());
        Assert.True(result.Code == 0, $"{result.Messages}\nThe server said:\n{Server.Said}");
        Server.Note(result.Results);
        Server.CheckLog();
        return JsonNode.Parse(result.Results)!.AsObject();
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
