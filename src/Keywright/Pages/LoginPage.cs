using Keywright.External;

namespace Keywright.Pages;

/// <summary>GET and POST /login.</summary>
/// <param name="ReturnTo">Where it goes on to: a path of ours.</param>
internal sealed record LoginPage(string ReturnTo) : Page("Sign in")
{
    /// <summary>Email address or username: whatever was typed, or hinted.</summary>
    public string? Identifier { get; init; }

    public bool Remember { get; init; }

    /// <summary>Why it did not work.</summary>
    public string? Error { get; init; }

    /// <summary>Who is signed in already.</summary>
    public string? Who { get; init; }

    public bool HasPasskeys { get; init; }

    public IReadOnlyList<ExternalProvider> Providers { get; init; } = [];

    public override bool NeedsScript => HasPasskeys;

    public override Html Body(PageFrame frame) => $"""
        {Fields.Error(Error)}
        {Already()}
        {Fields.Form(frame, Link.Local(frame.Settings.SignIn), Password())}
        {Passkey(frame)}
        {External(frame)}
        """;

    private Html? Already() => Who is null ? null : (Html)$"""
        <p class="note">You are signed in as <strong>{Who}</strong>. <a href="{Link.Local(ReturnTo)}">Continue</a></p>
        """;

    private Html Password()
    {
        var isWrong = Error is not null;
        var hasFocus = !isWrong;
        return $"""
            {Fields.Hidden("return_to", ReturnTo)}
            {Fields.Text("email", "Email", Identifier, Typed(hasFocus && Identifier is null), isWrong)}
            {Fields.Password("password", "Password", "current-password", isWrong, hasFocus && Identifier is not null)}
            {Fields.Check("remember", "Keep me signed in", Remember)}
            {Fields.Submit("Sign in")}
            """;
    }

    private Html Typed(bool hasFocus) => $"""
         type="text" inputmode="email" autocomplete="{Autocomplete}" autocapitalize="none" spellcheck="false"
         required{Fields.Focus(hasFocus)}
        """;

    // "webauthn" lets the browser offer passkeys where it fills in names.
    private string Autocomplete => HasPasskeys ? "username webauthn" : "username";

    private Html? Passkey(PageFrame frame) => HasPasskeys ? PasskeyButton.Write(frame, ReturnTo, challenge: null) : null;

    private Html? External(PageFrame frame) => Providers.Count == 0 ? null : (Html)$"""
        <p class="or"><span>or</span></p>
        <ul class="providers">
          {Providers.Select(provider => Provider(frame, provider))}
        </ul>
        """;

    private Html Provider(PageFrame frame, ExternalProvider provider)
    {
        // What the provider sends back goes through our own page: a second factor may be needed, or something went wrong.
        var back = Link.Local(frame.Settings.TwoFactor, ("return_to", ReturnTo)).Address;
        var start = Link.Local($"{frame.Settings.Api}/external/{provider.Name}", ("mode", "cookie"), ("return_to", back));
        return $"""<li><a class="button" href="{start}">Continue with {ProviderName.Of(provider)}</a></li>""";
    }
}
