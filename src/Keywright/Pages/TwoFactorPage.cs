namespace Keywright.Pages;

/// <summary>The second half of a sign-in.</summary>
/// <param name="Challenge">What the answer belongs to. It is worth nothing without a factor.</param>
/// <param name="Methods">What this user can answer with, in the words of the API.</param>
/// <param name="ReturnTo">Where it goes on to: a path of ours.</param>
internal sealed record TwoFactorPage(string Challenge, IReadOnlyList<string> Methods, string ReturnTo) : Page("Confirm it's you")
{
    public string? Error { get; init; }

    /// <summary>Whether it is a recovery code that did not work.</summary>
    public bool IsRecovery { get; init; }

    public override bool NeedsScript => Methods.Contains("passkey");

    public override Html Body(PageFrame frame) => $"""
        {Fields.Error(Error)}
        <p>{Explanation()}</p>
        {Fields.Form(frame, Link.Local(frame.Settings.TwoFactor), Code())}
        {(NeedsScript ? PasskeyButton.Write(frame, ReturnTo, Challenge) : null)}
        {Recovery(frame)}
        <p class="quiet"><a href="{Link.Local(frame.Settings.SignIn, ("return_to", ReturnTo))}">Start over</a></p>
        """;

    private bool IsMailed => Methods.Contains("email");

    private string Explanation() => IsMailed
        ? "This sign-in is unlike your others. We sent a code to your email address."
        : "Enter the code that your authenticator app shows.";

    private Html Carried() => $"""
        {Fields.Hidden("challenge", Challenge)}
        {Fields.Hidden("methods", string.Join(' ', Methods))}
        {Fields.Hidden("return_to", ReturnTo)}
        """;

    private Html Code() => $"""
        {Carried()}
        {Fields.Code("code", "Code", Digits(), Error is not null && !IsRecovery)}
        {Html.When(!IsMailed, Fields.Check("trust_device", "Trust this device", false))}
        {Fields.Submit("Continue")}
        """;

    private Html Digits() => $"""
         type="text" inputmode="{(IsMailed ? "text" : "numeric")}" autocomplete="one-time-code"{Fields.Focus(Error is null)}
        """;

    private Html? Recovery(PageFrame frame)
    {
        if (!Methods.Contains("recovery_code"))
        {
            return null;
        }

        Html content = $"""
            {Carried()}
            {Fields.Code("recovery_code", "Recovery code", $""" type="text" autocomplete="off" """, Error is not null && IsRecovery)}
            <button type="submit">Continue with a recovery code</button>
            """;
        return $"""
            <details{Html.When(IsRecovery, $" open")}>
              <summary>Use a recovery code</summary>
              {Fields.Form(frame, Link.Local(frame.Settings.TwoFactor), content)}
            </details>
            """;
    }
}
