namespace Keywright.Http;

/// <summary>Other sites whose pages may call the API. Section <c>Cors</c>.</summary>
public sealed class CorsOptions
{
    /// <summary>Their origins (<c>https://app.example</c>): answered with CORS fields, and never foreign to the CSRF rule.</summary>
    public IList<string> Origins { get; } = [];
}
