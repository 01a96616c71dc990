using System.Text.Json;
using Microsoft.Playwright;

namespace Keywright.Browser;

/// <summary>A phone or a laptop that keeps passkeys, inside the browser.</summary>
internal sealed class VirtualAuthenticator
{
    private readonly ICDPSession _devTools;
    private readonly string _id;

    private VirtualAuthenticator(ICDPSession devTools, string id) => (_devTools, _id) = (devTools, id);

    public static async Task<VirtualAuthenticator> Add(IPage page)
    {
        var devTools = await page.Context.NewCDPSessionAsync(page);
        _ = await devTools.SendAsync("WebAuthn.enable");
        var added = await devTools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return new VirtualAuthenticator(devTools, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>Whether its owner touches it whenever it asks. Offered by autofill, a passkey is then chosen at once.</summary>
    public Task BeTouched(bool enabled) =>
        _devTools.SendAsync("WebAuthn.setAutomaticPresenceSimulation", With(("enabled", enabled)));

    /// <summary>Whether it knows its owner: a fingerprint that fits.</summary>
    public Task Verify(bool isVerified) => _devTools.SendAsync("WebAuthn.setUserVerified", With(("isUserVerified", isVerified)));

    public async Task<List<JsonElement>> Credentials() =>
        [.. (await _devTools.SendAsync("WebAuthn.getCredentials", With()))!.Value.GetProperty("credentials").EnumerateArray()];

    /// <summary>Puts a copy of a credential in its place, with another counter.</summary>
    public async Task Copy(JsonElement credential, int signCount)
    {
        var copy = credential.EnumerateObject().ToDictionary(member => member.Name, member => (object)member.Value, StringComparer.Ordinal);
        copy["signCount"] = signCount;
        _ = await _devTools.SendAsync("WebAuthn.removeCredential", With(("credentialId", copy["credentialId"])));
        _ = await _devTools.SendAsync("WebAuthn.addCredential", With(("credential", copy)));
    }

    private Dictionary<string, object> With(params (string Name, object Value)[] more)
    {
        var arguments = new Dictionary<string, object>(StringComparer.Ordinal) { ["authenticatorId"] = _id };
        foreach (var (name, value) in more)
        {
            arguments[name] = value;
        }

        return arguments;
    }
}
