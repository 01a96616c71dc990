namespace Keywright.Pages;

/// <summary>Signing in with a passkey. It needs the script, so it is hidden until that has run.</summary>
internal static class PasskeyButton
{
    /// <param name="returnTo">Where the script goes on to: a path of ours.</param>
    /// <param name="challenge">The challenge that the passkey answers, or null where it signs in by itself.</param>
    public static Html Write(PageFrame frame, string returnTo, string? challenge) => $"""
        <div class="passkey" id="passkey" hidden data-api="{frame.Settings.Api}" data-return-to="{returnTo}" data-challenge="{challenge}">
          <p class="or"><span>or</span></p>
          <button type="button">Use a passkey</button>
          <p class="status" role="status"></p>
        </div>
        """;
}
