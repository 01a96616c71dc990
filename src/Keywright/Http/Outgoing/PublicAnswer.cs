using System.Net;

namespace Keywright.Http.Outgoing;

/// <summary>What a server that somebody else chose has answered, read to its end.</summary>
/// <param name="MediaType">In lower case, without its parameters.</param>
/// <param name="MaxAge">
/// For how long it says that its answer holds (RFC 9111 §5.2.2); zero when it must not be kept, null for no word.
/// </param>
internal sealed record PublicAnswer(HttpStatusCode Status, byte[] Body, string? MediaType, TimeSpan? MaxAge)
{
    /// <summary>A document of JSON. Nothing else is success: a redirect is not followed.</summary>
    public bool IsJson => Status == HttpStatusCode.OK
        && MediaType is { } type && (type == "application/json" || (type.StartsWith("application/", StringComparison.Ordinal)
            && type.EndsWith("+json", StringComparison.Ordinal)));
}
