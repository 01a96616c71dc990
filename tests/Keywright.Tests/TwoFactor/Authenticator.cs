using System.Globalization;
using System.Net;
using Keywright.Tests.Support;
using Keywright.TwoFactor;

namespace Keywright.Tests.TwoFactor;

/// <summary>An authenticator app on a user's phone, which knows nothing but the secret and the time.</summary>
internal sealed class Authenticator(KeywrightServer server, byte[] secret, IReadOnlyList<string> recoveryCodes)
{
    public IReadOnlyList<string> RecoveryCodes { get; } = recoveryCodes;

    public string Code(int drift = 0) =>
        Totp.Code(secret, Totp.StepAt(server.Database.Clock.GetUtcNow()) + drift).ToString("d6", CultureInfo.InvariantCulture);

    /// <summary>A code that is wrong now, whatever the time.</summary>
    public string WrongCode()
    {
        var right = Enumerable.Range(-2, 5).Select(Code).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(0, 10).Select(number => number.ToString("d6", CultureInfo.InvariantCulture))
            .First(code => !right.Contains(code));
    }

    /// <summary>Sets the second factor up for a user, and waits until its code counts as a new one.</summary>
    public static async Task<Authenticator> SetUp(KeywrightServer server, SignedInUser user)
    {
        var begun = await user.Post("/two-factor");
        Assert.Equal(HttpStatusCode.OK, begun.Status);
        var app = new Authenticator(server, Decode(begun.Text("secret")), []);
        var confirmed = await user.Post("/two-factor/confirm", new { code = app.Code() });
        Assert.Equal(HttpStatusCode.OK, confirmed.Status);
        server.Wait(TimeSpan.FromSeconds(Totp.Period));
        var codes = confirmed.Json["recovery_codes"]!.AsArray().Select(code => code!.GetValue<string>());
        return new Authenticator(server, Decode(begun.Text("secret")), [.. codes]);
    }

    public static byte[] Decode(string base32)
    {
        var bits = string.Concat(base32.Select(
            letter => Convert.ToString(Base32.Rfc4648.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }

    public static string Challenge(Answer signIn)
    {
        Assert.Equal("two_factor_required", signIn.Text("status"));
        return signIn.Text("challenge");
    }
}
