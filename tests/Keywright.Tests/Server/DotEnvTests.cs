using Keywright.Server.Configuration;

namespace Keywright.Tests.Server;

public sealed class DotEnvTests
{
    [Theory]
    [InlineData("A=b", "b")]
    [InlineData("  A = b  ", "b")]
    [InlineData("export A=b", "b")]
    [InlineData("A=", "")]
    [InlineData("A=b=c", "b=c")]
    [InlineData("A=b # comment", "b")]
    [InlineData("A=b#c", "b#c")]
    [InlineData("A=# comment", "")]
    [InlineData("A='b # c' # d", "b # c")]
    [InlineData("A=\"b # c\"", "b # c")]
    [InlineData("A=\"b\\n\\\"c\\\\\"", "b\n\"c\\")]
    [InlineData("A='b\\n'", "b\\n")]
    [InlineData("A=p$HOME`id`", "p$HOME`id`")]
    [InlineData("A=b\r", "b")]
    [InlineData("\uFEFFA=b", "b")]
    [InlineData("A=first\nA=b", "b")]
    [InlineData("# comment\n\nA=b", "b")]
    public void A_variable_is_read(string text, string value)
    {
        var (variables, errors) = DotEnv.Parse(text);

        Assert.Empty(errors);
        Assert.Equal(value, Assert.Single(variables).Value);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("=b")]
    [InlineData("A B=c")]
    [InlineData("A-B=c")]
    [InlineData("A='b")]
    [InlineData("A=\"b\\\"")]
    [InlineData("A='b' c")]
    public void What_is_no_variable_is_named_by_its_line_without_its_text(string text)
    {
        var (variables, errors) = DotEnv.Parse("\n" + text);

        Assert.Empty(variables);
        Assert.Equal(".env, line 2: expected NAME=value.", Assert.Single(errors));
    }
}
