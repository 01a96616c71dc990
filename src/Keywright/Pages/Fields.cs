namespace Keywright.Pages;

/// <summary>The parts that pages are made of.</summary>
internal static class Fields
{
    private static readonly Html Autofocus = $" autofocus";

    /// <summary>A labelled input. <paramref name="attributes"/> are those that only this one has.</summary>
    public static Html Text(string name, string label, string? value, Html attributes, bool isWrong = false) => $"""
        <div class="field">
          <label for="{name}">{label}</label>
          <input id="{name}" name="{name}" value="{value}"{attributes}{Wrong(isWrong)}>
        </div>
        """;

    public static Html Password(string name, string label, string autocomplete, bool isWrong, bool hasFocus) => $"""
        <div class="field">
          <label for="{name}">{label}</label>
          <input id="{name}" name="{name}" type="password" autocomplete="{autocomplete}" required{Wrong(isWrong)}{Focus(hasFocus)}>
        </div>
        """;

    /// <summary>A code that is typed: six digits, or letters in groups.</summary>
    public static Html Code(string name, string label, Html attributes, bool isWrong) => $"""
        <div class="field">
          <label for="{name}">{label}</label>
          <input class="code" id="{name}" name="{name}" autocapitalize="characters" spellcheck="false" required{attributes}{Wrong(isWrong)}>
        </div>
        """;

    public static Html Check(string name, string label, bool isOn) => $"""
        <label class="check"><input type="checkbox" name="{name}" value="true"{Html.When(isOn, $" checked")}> <span>{label}</span></label>
        """;

    public static Html Hidden(string name, string? value) => $"""<input type="hidden" name="{name}" value="{value}">""";

    public static Html Submit(string label) => $"""<button class="primary" type="submit">{label}</button>""";

    /// <summary>What went wrong, told first: it has the focus, and is read out.</summary>
    public static Html? Error(string? message) => message is null ? null : (Html)$"""
        <p class="error" id="error" role="alert" tabindex="-1" autofocus>{message}</p>
        """;

    public static Html Form(PageFrame frame, Link action, Html content) => $"""
        <form method="post" action="{action}">
          {frame.TokenField}
          {content}
        </form>
        """;

    public static Html? Focus(bool hasFocus) => hasFocus ? Autofocus : null;

    private static Html? Wrong(bool isWrong) => Html.When(isWrong, $" aria-invalid=\"true\" aria-describedby=\"error\"");
}
