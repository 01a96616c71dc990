using System.Buffers.Text;
using System.Security.Cryptography;

namespace Keywright.Pages;

/// <summary>
/// A file that pages load. Its address holds a hash of its content, so that it may be kept for ever, and two versions of us behind one
/// balancer never mix.
/// </summary>
internal sealed class Asset
{
    private const int HashLength = 16;

    public Asset(string file, string contentType)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream("pages/" + file)
            ?? throw new InvalidOperationException($"The asset {file} is not embedded.");
        Content = new byte[stream.Length];
        stream.ReadExactly(Content);
        ContentType = contentType;
        var hash = Base64Url.EncodeToString(SHA256.HashData(Content))[..HashLength];
        Name = $"{Path.GetFileNameWithoutExtension(file)}.{hash}{Path.GetExtension(file)}";
    }

    public string Name { get; }

    public string ContentType { get; }

    public byte[] Content { get; }

    public Link At(PageSettings settings) => Link.Local($"{settings.Prefix}{Assets.Folder}/{Name}");
}

/// <summary>All that pages load.</summary>
internal static class Assets
{
    public const string Folder = "/_keywright";

    public static readonly Asset Style = new("keywright.css", "text/css; charset=utf-8");
    public static readonly Asset Script = new("keywright.js", "text/javascript; charset=utf-8");
    public static readonly Asset Icon = new("keywright.svg", "image/svg+xml");

    private static readonly Asset[] All = [Style, Script, Icon];

    public static Asset? Find(string? name) => Array.Find(All, asset => asset.Name == name);
}
