namespace Keywright.Pages;

/// <summary>
/// Asks before it signs out: a link on another site must not do it. The form posts <c>decision=sign_out</c> or <c>decision=stay</c>.
/// </summary>
/// <param name="Who">Who is signed in.</param>
/// <param name="Action">Where the form goes: a path of ours.</param>
internal sealed record SignOutPage(string Who, Link Action) : Page("Sign out?")
{
    /// <summary>What the form sends beside the decision.</summary>
    public IReadOnlyList<(string Name, string Value)> Hidden { get; init; } = [];

    /// <summary>The application that asks, where one does.</summary>
    public string? Client { get; init; }

    public override Html Body(PageFrame frame)
    {
        Html content = $"""
            {Hidden.Select(field => Fields.Hidden(field.Name, field.Value))}
            <div class="decision">
              <button class="primary" type="submit" name="decision" value="sign_out">Sign out</button>
              <button type="submit" name="decision" value="stay">Stay</button>
            </div>
            """;
        return $"""
            <p>{Asks()}You are signed in to {frame.Settings.Site} as <strong>{Who}</strong>.</p>
            {Fields.Form(frame, Action, content)}
            """;
    }

    private Html? Asks() => Client is null ? null : (Html)$"<strong>{Client}</strong> asks to sign you out. ";
}

/// <summary>Nobody is signed in any more.</summary>
internal sealed record SignedOutPage() : Page("Signed out")
{
    public override Html Body(PageFrame frame) => $"""
        <p>You are signed out of {frame.Settings.Site} in this browser.</p>
        <p><a class="button" href="{Link.Local(frame.Settings.SignIn)}">Sign in again</a></p>
        """;
}
