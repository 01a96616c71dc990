using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Keywright.Client;

/// <summary>
/// Asks the server about tokens (RFC 7662), and believes an answer for seconds: once for many that come at once. Tokens are remembered by
/// their hash.
/// </summary>
internal sealed class Introspection(IssuerClient server, KeywrightBearerOptions options, TimeProvider time)
{
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>The answer of the server, or null when there is none.</summary>
    public async Task<JsonElement?> Ask(string token, CancellationToken ct)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_kept.TryGetValue(hash, out var kept) && IsFresh(kept))
        {
            return await kept.Answer.WaitAsync(ct);
        }

        // Whoever comes while we ask waits for our answer; nobody who goes away ends it for the others.
        var asked = new TaskCompletionSource<JsonElement?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var mine = new Kept(asked.Task, time.GetTimestamp());
        var first = kept is null ? _kept.GetOrAdd(hash, mine)
            : _kept.TryUpdate(hash, mine, kept) ? mine
            : _kept.GetValueOrDefault(hash, mine);
        if (first != mine)
        {
            return await first.Answer.WaitAsync(ct);
        }

        MakeRoom();
        _ = Answer(token, hash, mine, asked);
        return await asked.Task.WaitAsync(ct);
    }

    public static bool IsActive(JsonElement answer) =>
        answer.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.True;

    private async Task Answer(string token, string hash, Kept mine, TaskCompletionSource<JsonElement?> asked)
    {
        try
        {
            var answer = await server.Introspect(token, Authenticate, CancellationToken.None);
            if (answer is null)
            {
                // No answer is none: the next request asks again.
                _ = _kept.TryRemove(KeyValuePair.Create(hash, mine));
            }

            asked.SetResult(answer);
        }
#pragma warning disable CA1031 // Whatever went wrong, those who wait must hear of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _ = _kept.TryRemove(KeyValuePair.Create(hash, mine));
            asked.SetException(e);
        }
    }

    // Counted from the question: what was revoked after the server answered is noticed in time.
    private bool IsFresh(Kept kept) =>
        !kept.Answer.IsCompleted || time.GetElapsedTime(kept.AskedAt) < options.IntrospectionLifetime;

    private void MakeRoom()
    {
        if (_kept.Count <= Most)
        {
            return;
        }

        foreach (var old in _kept.Where(entry => !IsFresh(entry.Value)))
        {
            _ = _kept.TryRemove(old);
        }

        if (_kept.Count > Most)
        {
            _kept.Clear();
        }
    }

    /// <summary>Adds an assertion to the form, or returns what goes into the Authorization header.</summary>
    private string? Authenticate(List<KeyValuePair<string, string>> form)
    {
        if (options.ClientSecret is { } secret)
        {
            return IssuerClient.Basic(options.ClientId!, secret);
        }

        form.Add(new("client_id", options.ClientId!));
        form.Add(new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
        form.Add(new("client_assertion", Assertion()));
        return null;
    }

    // RFC 7523 §2.2, for the issuer alone.
    private string Assertion()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var header = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string?>
        {
            ["alg"] = options.ClientKey is ECDsa ? "ES256" : "PS256",
            ["typ"] = "JWT",
            ["kid"] = options.ClientKeyId,
        }.Where(member => member.Value is not null).ToDictionary());
        var claims = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["iss"] = options.ClientId!,
            ["sub"] = options.ClientId!,
            ["aud"] = options.Issuer,
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            ["iat"] = now,
            ["exp"] = now + 60,
        });
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private byte[] Sign(byte[] data)
    {
        // The framework does not promise that two may sign with one instance at once.
        lock (options.ClientKey!)
        {
            return options.ClientKey is ECDsa ec
                ? ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                : ((RSA)options.ClientKey).SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        }
    }

    private sealed record Kept(Task<JsonElement?> Answer, long AskedAt);
}
