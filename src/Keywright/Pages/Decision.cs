namespace Keywright.Pages;

/// <summary>The two buttons of a question. Allowing comes first in the page, as in every dialog; neither has the focus.</summary>
internal static class Decision
{
    public static Html Write(IEnumerable<(string Name, string Value)> hidden) => $"""
        {hidden.Select(field => Fields.Hidden(field.Name, field.Value))}
        <div class="decision">
          <button class="primary" type="submit" name="decision" value="allow">Allow</button>
          <button type="submit" name="decision" value="deny">Deny</button>
        </div>
        """;
}
