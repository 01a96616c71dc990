namespace Keywright.Pages;

/// <summary>A client, as the person sees it who is to trust it. Its words are its own, so nothing of it is loaded from elsewhere.</summary>
/// <param name="Name">What it calls itself.</param>
/// <param name="Site">Its <c>client_uri</c>; shown as a link where it is an http or https URL.</param>
internal sealed record ConsentClient(string Name, string? Site)
{
    public Html Write() => $"""
        <div class="client">
          <span class="initial" aria-hidden="true">{Initial()}</span>
          <p><strong>{Name}</strong>{Address()}</p>
        </div>
        """;

    private string Initial() => Name.EnumerateRunes().FirstOrDefault(System.Text.Rune.IsLetterOrDigit) is { Value: > 0 } rune
        ? System.Text.Rune.ToUpperInvariant(rune).ToString()
        : "?";

    private Html? Address() => Link.Web(Site) is not { } link ? null : (Html)$"""
        <br><a href="{link}" rel="noopener noreferrer nofollow" target="_blank">{new Uri(link.Address).Host}</a>
        """;
}

/// <summary>Something that is asked for: its name in the protocol, and what it means to the person.</summary>
internal sealed record ConsentScope(string Scope, string Description);

/// <summary>Whether a client may have what it asks for. The form posts <c>decision=allow</c> or <c>decision=deny</c>.</summary>
/// <param name="Who">Who is signed in, and so decides.</param>
/// <param name="Action">Where the form goes: a path of ours.</param>
internal sealed record ConsentPage(ConsentClient Client, IReadOnlyList<ConsentScope> Scopes, string Who, Link Action)
    : Page($"Allow {Client.Name}?")
{
    /// <summary>The APIs that it wants to use (RFC 8707), by their addresses.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>For how long, as a sentence.</summary>
    public string? Until { get; init; }

    /// <summary>What the form sends beside the decision.</summary>
    public IReadOnlyList<(string Name, string Value)> Hidden { get; init; } = [];

    /// <summary>Where somebody goes who wants to be somebody else: the sign-in page, with the way back.</summary>
    public Link? OtherAccount { get; init; }

    /// <summary>Where the answer goes to, where that is worth telling: the host of the redirect.</summary>
    public string? AnswersTo { get; init; }

    public override Html Body(PageFrame frame) => $"""
        {Client.Write()}
        <p>It asks for access to the account <strong>{Who}</strong>.{Use()}</p>
        {Asked()}
        {Used()}
        {Lasts()}
        {Fields.Form(frame, Action, Decision.Write(Hidden))}
        {Told()}
        """;

    private Html? Use() => OtherAccount is not { } link ? null : (Html)$"""
        <br><a href="{link}">Use another account</a>
        """;

    private Html? Asked() => Scopes.Count == 0 ? null : (Html)$"""
        <h2>It will be able to</h2>
        <ul class="scopes">{Scopes.Select(Line)}</ul>
        """;

    private static Html Line(ConsentScope scope) => $"""<li>{scope.Description} <code>{scope.Scope}</code></li>""";

    private Html? Used() => Resources.Count == 0 ? null : (Html)$"""
        <h2>At</h2>
        <ul class="scopes">{Resources.Select(Resource)}</ul>
        """;

    private static Html Resource(string resource) => $"<li><code>{resource}</code></li>";

    private Html? Lasts() => Until is null ? null : (Html)$"<p>{Until}</p>";

    private Html? Told() => AnswersTo is null ? null : (Html)$"""
        <p class="quiet">Your answer goes to <code>{AnswersTo}</code>.</p>
        """;
}
