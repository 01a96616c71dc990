using System.Net;
using Keywright.Http;
using Keywright.Http.Places;
using Keywright.Letters;
using Keywright.Sessions.Devices;

namespace Keywright.Sessions;

/// <summary>What is known of the client that signs in. <paramref name="GivenName"/> is what it calls its device.</summary>
internal sealed record ClientTraits(IPAddress? Address, string? UserAgent, string? GivenName)
{
    public Device Device { get; init; } = Devices.UserAgent.Read(UserAgent);

    public Place? Place { get; init; }

    /// <summary>What the client calls its device, or what it looks like.</summary>
    public string? DeviceName => string.IsNullOrWhiteSpace(GivenName) ? Device.FullName : GivenName;

    /// <summary>What a mail may say of it: nothing that the client chose.</summary>
    public NoticeOrigin Notice() => new(Address, Device.Name ?? Device.Type) { Place = Place?.ToString() };

    public static ClientTraits Of(Call call, string? givenName) => new(call.Address, call.UserAgent, givenName)
    {
        Device = Devices.UserAgent.Read(call.UserAgent, ClientHints.Of(call)),
        Place = call.Place,
    };
}
