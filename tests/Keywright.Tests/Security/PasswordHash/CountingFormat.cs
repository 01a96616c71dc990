using Keywright.Security.PasswordHash;

namespace Keywright.Tests.Security.PasswordHash;

/// <summary>Remembers how often and with what it computed, instead of a clock.</summary>
internal sealed class CountingFormat(IPasswordFormat format) : IPasswordFormat
{
    public List<string> Computed { get; } = [];

    public int Decoys { get; private set; }

    public bool Reads(string phc) => format.Reads(phc);

    public string? Refuse(string phc) => format.Refuse(phc);

    public bool Verify(string phc, ReadOnlySpan<byte> password)
    {
        Computed.Add(Parameters(phc));
        return format.Verify(phc, password);
    }

    public bool IsOutdated(string phc) => format.IsOutdated(phc);

    public string Hash(ReadOnlySpan<byte> password)
    {
        var phc = format.Hash(password);
        Computed.Add(Parameters(phc));
        return phc;
    }

    public string Decoy()
    {
        Decoys++;
        return format.Decoy();
    }

    private static string Parameters(string phc) => string.Join('$', phc.Split('$')[..^2]);
}
