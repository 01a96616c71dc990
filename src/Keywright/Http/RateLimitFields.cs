using System.Globalization;

namespace Keywright.Http;

/// <summary>
/// <c>RateLimit-Policy</c> and <c>RateLimit</c>, draft-ietf-httpapi-ratelimit-headers-10 §3 and §4: lists of structured fields whose
/// items are strings. A second limit on the same answer is a second member.
/// </summary>
internal static class RateLimitFields
{
    public const string Policy = "RateLimit-Policy";
    public const string Limit = "RateLimit";

    private const int PartitionKeyBytes = 8;

    public static void Add(IHeaderDictionary headers, RateLimitState state)
    {
        // Whole seconds, never zero for a window (§3.1.3); time left is rounded up, so that a client that obeys is not too early.
        var window = Math.Max(1, (long)state.Window.TotalSeconds);
        var reset = Math.Max(0, (long)Math.Ceiling(state.Reset.TotalSeconds));
        var partition = Convert.ToBase64String(state.KeyHash, 0, PartitionKeyBytes);

        headers.Append(Policy, string.Create(
            CultureInfo.InvariantCulture, $"\"{state.Rule.Name}\";q={state.Limit};w={window};pk=:{partition}:"));
        headers.Append(Limit, string.Create(
            CultureInfo.InvariantCulture, $"\"{state.Rule.Name}\";r={state.Remaining};t={reset};pk=:{partition}:"));
    }
}
