using System.Text;
using Keywright.Audit;

namespace Keywright.Tests.Audit;

public sealed class AuditParametersTests
{
    [Theory]
    [InlineData("""{"password":"hunter2 hunter2"}""", """{"password":"[hidden]"}""")]
    [InlineData("""{"current_password":"a","new_password":"b","password_confirmation":"c"}""",
        """{"current_password":"[hidden]","new_password":"[hidden]","password_confirmation":"[hidden]"}""")]
    [InlineData("""{"refresh_token":"x","device_token":"y","client_secret":"z","code":"123456"}""",
        """{"refresh_token":"[hidden]","device_token":"[hidden]","client_secret":"[hidden]","code":"[hidden]"}""")]
    [InlineData("""{"API-Key":"x","Recovery_Codes":["a","b"],"credential":{"id":"x"},"userPassword":7}""",
        """{"API-Key":"[hidden]","Recovery_Codes":"[hidden]","credential":"[hidden]","userPassword":"[hidden]"}""")]
    [InlineData("""{"name":"kw_pat_abc","note":"see kw_at_x"}""", """{"name":"[hidden]","note":"[hidden]"}""")]
    [InlineData("""{"a":"eyJhbGciOiJIUzI1NiJ9.eyJ","b":"-----BEGIN KEY","c":"https://user:pw@host/"}""",
        """{"a":"[hidden]","b":"[hidden]","c":"[hidden]"}""")]
    [InlineData("""{"email":"ada@example.com","new_email":"b@c.example"}""",
        """{"email":"a***@example.com","new_email":"b***@c.example"}""")]
    [InlineData("""{"email":"correct horse battery 9"}""", """{"email":"[hidden]"}""")]
    [InlineData("""{"email":"my@password"}""", """{"email":"[hidden]"}""")]
    [InlineData("""{"username":"correct horse"}""", """{"username":"[hidden]"}""")]
    [InlineData("""{"user_metadata":{"a":1},"remember":true,"none":null,"n":1e400,"i":7}""",
        """{"user_metadata":"[hidden]","remember":true,"n":"1e400","i":7}""")]
    [InlineData("""{"abilities":["posts:read"],"profile":{"secret_answer":"x","city":"Ulm"}}""",
        """{"abilities":["posts:read"],"profile":{"secret_answer":"[hidden]","city":"Ulm"}}""")]
    public void Secrets_are_hidden_by_name_and_by_form(string body, string kept) =>
        Assert.Equal(kept, AuditParameters.Sanitise(Encoding.UTF8.GetBytes(body), []));

    [Fact]
    public void What_is_too_much_is_cut()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 20)) + "1" + new string('}', 20);

        Assert.DoesNotContain("1", AuditParameters.Sanitise(Encoding.UTF8.GetBytes(deep), [])!, StringComparison.Ordinal);
        var longest = Encoding.UTF8.GetBytes($$"""{"a":"{{new string('é', 39)}} {{new string('é', 999)}}"}""");
        Assert.True(AuditParameters.Sanitise(longest, [])!.Length < 300);
        Assert.True(AuditParameters.Sanitise(Encoding.UTF8.GetBytes(
            "{" + string.Join(',', Enumerable.Range(0, 999).Select(i => $"\"m{i}\":\"x\"")) + "}"), [])!.Length < 400);
        Assert.Null(AuditParameters.Sanitise(Encoding.UTF8.GetBytes("{}"), []));
    }

    [Fact]
    public void Query_parameters_are_treated_alike() =>
        Assert.Equal(
            """{"except":"current","token":"[hidden]"}""", AuditParameters.Sanitise(null, [("except", "current"), ("token", "x")]));
}
