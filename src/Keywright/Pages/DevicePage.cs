namespace Keywright.Pages;

/// <summary>Asks for the code that a device shows (RFC 8628 §3.3). The form posts <c>user_code</c>.</summary>
/// <param name="Action">Where the form goes: a path of ours.</param>
internal sealed record DevicePage(Link Action) : Page("Connect a device")
{
    /// <summary>What was typed, or came with the address.</summary>
    public string? UserCode { get; init; }

    public string? Error { get; init; }

    public override Html Body(PageFrame frame)
    {
        Html attributes = $""" type="text" autocomplete="off" value="{UserCode}"{Fields.Focus(Error is null)}""";
        Html content = $"""
            {Fields.Code("user_code", "Code", attributes, Error is not null)}
            {Fields.Submit("Continue")}
            """;
        return $"""
            {Fields.Error(Error)}
            <p>Enter the code that your device shows.</p>
            {Fields.Form(frame, Action, content)}
            """;
    }
}

/// <summary>
/// Whether the device may act for the person. It says where the request came from, as codes are also sent to people by thieves
/// (RFC 8628 §5.4). The form posts <c>user_code</c> and <c>decision=allow</c> or <c>decision=deny</c>.
/// </summary>
/// <param name="Origin">Where the device is, as far as we know: an address, a place.</param>
internal sealed record ConfirmDevicePage(
    ConsentClient Client, IReadOnlyList<ConsentScope> Scopes, string UserCode, string Who, string? Origin, Link Action)
    : Page("Connect this device?")
{
    public override Html Body(PageFrame frame) => $"""
        {Client.Write()}
        <p>It asks for access to the account <strong>{Who}</strong>. The device shows the code</p>
        <p class="usercode">{UserCode}</p>
        {Where()}
        {Asked()}
        <p class="note">Allow this only if you started it yourself, on a device in front of you.</p>
        {Fields.Form(frame, Action, Decision.Write([("user_code", UserCode)]))}
        """;

    private Html? Where() => Origin is null ? null : (Html)$"""<p class="quiet">The request came from {Origin}.</p>""";

    private Html? Asked() => Scopes.Count == 0 ? null : (Html)$"""
        <h2>It will be able to</h2>
        <ul class="scopes">{Scopes.Select(Line)}</ul>
        """;

    private static Html Line(ConsentScope scope) => $"""<li>{scope.Description} <code>{scope.Scope}</code></li>""";
}

/// <summary>What became of it; the person goes on at the device.</summary>
internal sealed record DeviceDonePage(bool IsAllowed) : Page(IsAllowed ? "Device connected" : "Device refused")
{
    public override Html Body(PageFrame frame) => IsAllowed
        ? (Html)$"<p>Go on at your device. You can close this page.</p>"
        : $"<p>The device was given nothing. You can close this page.</p>";
}
