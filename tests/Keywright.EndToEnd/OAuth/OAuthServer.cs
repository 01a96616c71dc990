using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

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

    public async Task InitializeAsync()
    {
        await installation.InitializeAsync();
        installation.Environment["KEYWRIGHT_Urls"] = Issuer;
        installation.Environment["KEYWRIGHT_PublicUrl"] = Issuer;
        _server = await installation.Serve("--OAuth:Resources:0=" + Api, "--OAuth:Scopes:posts:Description=Read your posts");
        _user = await Command("user", "create", "--email", "ada@example.com", "--name", "Ada Lovelace", "--role", "admin", "--verified", "--generate");
        _administrator = (await Person.SignIn(_server.Http, Email, Password)).AccessToken;
    }

    public async Task DisposeAsync() => await installation.DisposeAsync();

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

    /// <summary>What a command of keywright prints as JSON.</summary>
    public async Task<JsonObject> Command(params string[] arguments)
    {
        var result = await installation.Run([.. arguments, "--json"]);
        Assert.True(result.Code == 0, result.Messages);
        Server.Note(result.Results);
        return JsonNode.Parse(result.Results)!.AsObject();
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
        Assert.True(result.Code == 0, result.Messages);
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
