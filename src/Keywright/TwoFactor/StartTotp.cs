using Keywright.Database;
using Keywright.Http;
using Keywright.Users;
using QRCoder;

namespace Keywright.TwoFactor;

/// <summary>
/// POST /two-factor: a secret for an authenticator app. Nothing changes until a code of it is confirmed; an app that is in force stays so.
/// </summary>
internal sealed class StartTotp(KeywrightDatabase database, TotpSecrets secrets, TwoFactorOptions options, HttpSettings http) : IUseCase
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <param name="Secret">For whoever types it.</param>
    /// <param name="OtpauthUri">For an app on the same device.</param>
    /// <param name="QrSvg">For a camera.</param>
    public sealed record View(string Secret, string OtpauthUri, string QrSvg);

    public async Task<IResult> Handle(Call call)
    {
        if (!options.Enabled)
        {
            return Problems.Of(ProblemCode.NotFound, "Second factors are turned off on this server.");
        }

        var secret = Totp.NewSecret();
        var user = await database.Write(async tx =>
        {
            _ = await TotpStore.SetPending(tx, call.Caller.UserId, secrets.Seal(call.Caller.UserId, secret), tx.Now + Lifetime);
            return await UserStore.Find(tx, call.Caller.UserId);
        }, call.Ct);
        var text = Base32.Encode(secret, Base32.Rfc4648);
        var uri = Uri(text, user!.Email ?? user.Username ?? user.Id.ToString(), call);
        return Answers.Ok(new View(text, uri, Svg(uri)));
    }

    // The format that apps agree on: the issuer is in the label for old ones and a parameter for the others.
    private string Uri(string secret, string account, Call call)
    {
        var issuer = System.Uri.EscapeDataString(
            options.Issuer ?? (http.PublicOrigin is { } origin ? new Uri(origin).Host : call.Http.Request.Host.Host));
        return $"otpauth://totp/{issuer}:{System.Uri.EscapeDataString(account)}?secret={secret}&issuer={issuer}"
            + $"&algorithm=SHA1&digits={Totp.Digits}&period={Totp.Period}";
    }

    private static string Svg(string uri)
    {
        using var code = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(code);
        return svg.GetGraphic(
            new System.Drawing.Size(256, 256), sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute, drawQuietZones: true);
    }
}
