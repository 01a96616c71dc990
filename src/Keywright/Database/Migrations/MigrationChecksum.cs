using System.Security.Cryptography;
using System.Text;

namespace Keywright.Database.Migrations;

/// <summary>
/// The checksum of a file's canonical text: UTF-8 without byte order mark, LF, one newline at the end. A checkout that turns LF into CRLF
/// changes nothing; a line break that comes or goes does.
/// </summary>
internal static class MigrationChecksum
{
    public static string Of(string text) => "v1:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(text))));

    public static string Canonical(string text) =>
        text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n') + "\n";
}
