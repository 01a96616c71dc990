using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd;

/// <summary>samples/Embedded as its reader would run it: an application of a few lines that protects its own routes.</summary>
public sealed class EmbeddedSampleTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Its_routes_are_open_to_whom_it_says()
    {
        await using var sample = await ServerProcess.Start(Start());
        var ada = (await Person.Register(sample.Http, "ada@example.com"))!;
        var reader = await Token(sample.Http, ada, "posts:read");
        var writer = await Token(sample.Http, ada, "posts:write");

        Assert.Equal(HttpStatusCode.OK, await Get(sample.Http, "/"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get(sample.Http, "/posts"));
        Assert.Equal(HttpStatusCode.Forbidden, (await Post(sample.Http, reader)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await Post(sample.Http, writer)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await Post(sample.Http, ada.AccessToken)).StatusCode);
        using var posts = await Person.Send(sample.Http, HttpMethod.Get, "/posts", reader);
        Assert.All((await posts.Content.ReadFromJsonAsync<JsonArray>())!, post => Assert.Equal(ada.Id, (string?)post!["author"]));
        Assert.Equal(0, await sample.Stop());
    }

    [Fact]
    public void It_is_shorter_than_forty_lines()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Keywright.slnx")))
        {
            root = root.Parent!;
        }

        Assert.InRange(File.ReadAllLines(Path.Combine(root.FullName, "samples", "Embedded", "Program.cs")).Length, 1, 39);
    }

    private static async Task<HttpStatusCode> Get(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }

    private static async Task<string> Token(HttpClient http, Person person, string ability)
    {
        using var answer = await Person.Send(
            http, HttpMethod.Post, "tokens", person.AccessToken, new { name = ability, abilities = new[] { ability } });
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["token"]!;
    }

    private static Task<HttpResponseMessage> Post(HttpClient http, string token) =>
        Person.Send(http, HttpMethod.Post, "/posts", token, new { text = "hello" });

    private ProcessStartInfo Start()
    {
        // artifacts/bin/Keywright.EndToEnd/debug/ → artifacts/bin/Embedded/debug/Embedded.dll
        var assembly = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Embedded", new DirectoryInfo(AppContext.BaseDirectory).Name, "Embedded.dll"));
        var start = new ProcessStartInfo("dotnet", [assembly])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        return start;
    }
}
