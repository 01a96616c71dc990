namespace Keywright.Security.Keys;

/// <summary>The master key and the rotation of signing keys. Section <c>Keys</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>
    /// The master key: base64 of at least 32 random bytes, or the path of a file that holds it. Every node needs the same one.
    /// Left out, it is <c>master.key</c> in the data directory, created at the first start and readable by its owner only.
    /// </summary>
    public string? MasterKey { get; set; }
}
