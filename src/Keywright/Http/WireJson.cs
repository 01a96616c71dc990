using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Keywright.Http;

/// <summary>How JSON looks on the wire, whatever the host configured for itself. The root hands in its generated contexts.</summary>
internal sealed class WireJson
{
    /// <summary>Nested deeper than any request of ours; deeper is refused as malformed.</summary>
    public const int MaxDepth = 32;

    public WireJson(IJsonTypeInfoResolver resolver)
    {
        Options = new JsonSerializerOptions
        {
            TypeInfoResolver = resolver,
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            MaxDepth = MaxDepth,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.Strict,
        };
        Options.Converters.Add(new InstantConverter());
        Options.MakeReadOnly();
    }

    public JsonSerializerOptions Options { get; }

    public JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}
