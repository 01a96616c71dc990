using System.Net;

namespace Keywright.Http.Outgoing;

/// <summary>Where requests may go whose address somebody else chose.</summary>
/// <param name="AllowsPrivateAddresses">Into our own network too: what a client names is then called from inside.</param>
internal sealed record OutgoingSettings(bool AllowsPrivateAddresses)
{
    /// <summary>How long one request takes at most, from the first question for an address to the last byte.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>The addresses of a host: what the system's resolver says.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken ct);
