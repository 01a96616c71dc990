using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Keywright.EndToEnd.Email;

public sealed class MailOnSqlite() : MailTests(new SqliteInstallation());

public sealed class MailOnPostgres() : MailTests(new PostgresInstallation());

/// <summary>Mail through a real mail server, from the real executable.</summary>
public abstract class MailTests(Installation installation) : IAsyncLifetime
{
    public Task InitializeAsync() => installation.InitializeAsync();

    public Task DisposeAsync() => installation.DisposeAsync();

    [Theory]
    [InlineData("starttls")]
    [InlineData("implicit")]
    public async Task A_registration_is_verified_by_the_link_that_arrives(string tls)
    {
        using var mail = new MailServer(tls);
        await mail.Start();
        mail.Configure(installation, tls);
        installation.Environment["KEYWRIGHT_PublicUrl"] = "https://accounts.example.com";
        var server = await installation.Serve();
        var ada = (await Person.Register(server.Http, "ada@example.com"))!;

        var arrived = Assert.Single(await mail.Wait(1));

        Assert.Matches("(?m)^From: \"Example\" <accounts@example.com>\r?$", arrived);
        Assert.Matches("(?m)^To: ada@example.com\r?$", arrived);
        var link = Regex.Match(arrived, @"(?m)^https://accounts\.example\.com/verify-email\?token=(kw_ev_\w+)\r?$").Groups[1].Value;
        using var answer = await Person.Send(server.Http, HttpMethod.Post, "email/verify", ada.AccessToken, new { token = link });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True((bool)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["email_verified"]!);
        Assert.Equal(0, await server.Stop());
    }

    [Fact]
    public async Task What_could_not_be_sent_while_the_mail_server_was_down_arrives_after()
    {
        using var mail = new MailServer("starttls");
        mail.Configure(installation, "starttls");
        var server = await installation.Serve();
        _ = await Person.Register(server.Http, "ada@example.com");
        var waiting = await Listed(row => (int)row["attempts"]! == 1 && row["last_error"] is not null);
        Assert.Equal(("pending", "ada@example.com"), ((string?)waiting["status"], (string?)waiting["to"]));

        await mail.Start();

        _ = Assert.Single(await mail.Wait(1));
        _ = await Listed(row => (string?)row["status"] == "sent");
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_trusted_gets_nothing()
    {
        using var mail = new MailServer("starttls");
        await mail.Start();
        mail.Configure(installation, "starttls");
        _ = installation.Environment.Remove("SSL_CERT_FILE");
        var server = await installation.Serve();
        _ = await Person.Register(server.Http, "ada@example.com");

        var waiting = await Listed(row => row["last_error"] is not null);

        Assert.Contains("certificate", (string?)waiting["last_error"], StringComparison.Ordinal);
        Assert.Empty(mail.Mails);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_kept_and_shown()
    {
        using var mail = new MailServer("starttls");
        await mail.Start();
        mail.Configure(installation, "starttls");
        var server = await installation.Serve();
        _ = await Person.Register(server.Http, "never@example.com");

        var failed = await Listed(row => (string?)row["status"] == "failed");

        Assert.Contains("550", (string?)failed["last_error"], StringComparison.Ordinal);
        Assert.Equal(0, (await installation.Run("mail", "retry", (string)failed["id"]!)).Code);
    }

    [Fact]
    public async Task Without_a_mail_server_the_link_is_in_a_file_of_the_data_directory()
    {
        var server = await installation.Serve();
        var ada = (await Person.Register(server.Http, "ada@example.com"))!;
        var drop = Path.Combine(installation.Directory, "data", "mail");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!Directory.Exists(drop) || Directory.GetFiles(drop, "*.eml").Length == 0)
        {
            await Task.Delay(20, patience.Token);
        }

        var text = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(drop)));
        var link = Regex.Match(text, @"token=(kw_ev_\w+)").Groups[1].Value;
        using var answer = await Person.Send(server.Http, HttpMethod.Post, "email/verify", ada.AccessToken, new { token = link });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Waits until the newest mail is as it should be.</summary>
    private async Task<JsonObject> Listed(Func<JsonObject, bool> isAsItShould)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (true)
        {
            var listed = await installation.Run("mail", "list", "--json");
            Assert.Equal(0, listed.Code);
            if (JsonNode.Parse(listed.Results) is { } json && First(json) is { } row && isAsItShould(row))
            {
                return row;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private static JsonObject? First(JsonNode json) => (json as JsonArray ?? json["data"]!.AsArray()).FirstOrDefault()?.AsObject();
}

/// <summary>Many nodes, one mail.</summary>
public sealed class TwoNodesMailTests : IAsyncLifetime
{
    private readonly PostgresInstallation _installation = new();

    public Task InitializeAsync() => _installation.InitializeAsync();

    public Task DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Two_nodes_send_each_mail_once_and_the_second_goes_on_when_the_first_stops()
    {
        using var mail = new MailServer("starttls");
        await mail.Start();
        mail.Configure(_installation, "starttls");
        var (first, second) = (await _installation.Serve(), await _installation.Serve());
        _ = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            Person.Register((i % 2 == 0 ? first : second).Http, $"user{i}@example.com")));
        _ = await mail.Wait(10);

        Assert.Equal(0, await first.Stop());
        _ = await Person.Register(second.Http, "last@example.com");

        var mails = await mail.Wait(11);
        Assert.Equal(11, mails.Select(text => Regex.Match(text, "(?m)^To: (.*?)\r?$").Groups[1].Value).Distinct().Count());
        Assert.Equal(11, mails.Count);
    }
}
