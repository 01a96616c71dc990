namespace Keywright.OAuth;

/// <summary>A scope of the application. Section <c>OAuth:Scopes:&lt;name&gt;</c>.</summary>
public sealed class ScopeOptions
{
    /// <summary>What the user reads when they are asked for it.</summary>
    public string? Description { get; set; }

    /// <summary>Members of the user's <c>app_metadata</c> that tokens and userinfo then hold.</summary>
    public IList<string> Claims { get; } = [];
}
