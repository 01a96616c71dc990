namespace Keywright.Pages;

/// <summary>Who is signed in, and the way out.</summary>
internal sealed record HomePage(string Who) : Page("You are signed in")
{
    public override Html Body(PageFrame frame) => $"""
        <p>as <strong>{Who}</strong>.</p>
        {Fields.Form(frame, Link.Local(frame.Settings.SignOut), Button())}
        """;

    private static Html Button() => $"""<button type="submit" name="decision" value="sign_out">Sign out</button>""";
}
