using Keywright.Http;

namespace Keywright.Pages;

/// <summary>What every page is given when it is written.</summary>
/// <param name="Settings">Where our pages and the API are.</param>
/// <param name="Token">Shows that a form is one of ours, for the session of whoever looks at it; null without a session.</param>
internal sealed record PageFrame(PageSettings Settings, string? Token)
{
    /// <summary>The hidden field that every form has.</summary>
    public Html? TokenField => Token is null ? null : Fields.Hidden(Parameters.TokenField, Token);
}

/// <summary>A page that a person sees: a heading, and what is below it.</summary>
internal abstract record Page(string Title)
{
    /// <summary>Whether it needs the script: only passkeys do.</summary>
    public virtual bool NeedsScript => false;

    public abstract Html Body(PageFrame frame);
}
