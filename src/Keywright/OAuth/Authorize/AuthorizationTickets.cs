using System.Buffers;
using System.Text.Json;
using Keywright.Http;
using Keywright.Security.Jose;
using Keywright.Security.Keys;
using Microsoft.AspNetCore.WebUtilities;

namespace Keywright.OAuth.Authorize;

/// <summary>An authorization request on its way through sign-in and consent, and when it came in.</summary>
internal sealed record AuthorizationTicket(Parameters Parameters, DateTimeOffset AskedAt)
{
    /// <summary>Whether the client pushed it (RFC 9126), and so has proved that it is its own.</summary>
    public bool IsPushed { get; init; }
}

/// <summary>
/// Seals requests into a text that the browser carries along: waiting for a user costs no row, and nobody can change what was asked, or
/// when. A pushed request or a request object is in it as it was read, so that it needs to be read once only.
/// </summary>
internal sealed class AuthorizationTickets(MasterKey key, TimeProvider clock)
{
    // Time enough to register, and to find the mail that this takes.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const string Purpose = "authorization request";

    public AuthorizationTicket New(Parameters parameters) => new(parameters, clock.GetUtcNow());

    public string Seal(AuthorizationTicket ticket)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteNumberValue(ticket.AskedAt.ToUnixTimeMilliseconds());
            json.WriteBooleanValue(ticket.IsPushed);
            foreach (var (name, value) in ticket.Parameters.All)
            {
                json.WriteStringValue(name);
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        return WebEncoders.Base64UrlEncode(key.Encrypt(Purpose, buffer.WrittenSpan, []));
    }

    /// <summary>Null when it is none of ours, or too old.</summary>
    public AuthorizationTicket? Open(string? text)
    {
        if (StrictBase64Url.Decode(text) is not { } bytes || key.Decrypt(Purpose, bytes, []) is not { } plain)
        {
            return null;
        }

        using var json = JsonDocument.Parse(plain);
        var items = json.RootElement.EnumerateArray().ToList();
        var askedAt = DateTimeOffset.FromUnixTimeMilliseconds(items[0].GetInt64());
        return askedAt + Lifetime <= clock.GetUtcNow()
            ? null
            : new AuthorizationTicket(
                Parameters.Of(items.Skip(2).Chunk(2).Select(pair => (pair[0].GetString()!, pair[1].GetString()!))), askedAt)
            {
                IsPushed = items[1].GetBoolean(),
            };
    }
}
