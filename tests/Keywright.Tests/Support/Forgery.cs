using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace Keywright.Tests.Support;

/// <summary>Tokens that nobody honest makes.</summary>
internal static class Forgery
{
    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>A token of an algorithm that needs no signature.</summary>
    public static string Unsigned(string algorithm, JsonObject claims, string signature = "") =>
        $"{Encode(new JsonObject { ["alg"] = algorithm }.ToJsonString())}.{Encode(claims.ToJsonString())}.{signature}";
}
