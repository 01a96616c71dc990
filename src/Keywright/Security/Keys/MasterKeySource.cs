namespace Keywright.Security.Keys;

/// <summary>Where the master keys come from: the one that is ours first, then those that may be read with.</summary>
internal sealed class MasterKeySource(KeyOptions options, string dataDirectory)
{
    /// <summary>The file that holds them, one a line, or null when the setting is the key itself.</summary>
    public string? File { get; } = string.IsNullOrWhiteSpace(options.MasterKey)
        ? Path.Combine(dataDirectory, MasterKeyFile.Name)
        : MasterKeyText.FileOf(options.MasterKey.Trim());

    /// <exception cref="MasterKeyException">One of them is no key, or can't be read.</exception>
    public IReadOnlyList<byte[]> Read() =>
    [
        .. string.IsNullOrWhiteSpace(options.MasterKey)
            ? MasterKeyFile.ReadOrCreate(dataDirectory)
            : MasterKeyText.Resolve(options.MasterKey.Trim(), "Keys:MasterKey"),
        .. options.PreviousMasterKeys.SelectMany(text => MasterKeyText.Resolve(text, "Keys:PreviousMasterKeys")),
    ];
}
