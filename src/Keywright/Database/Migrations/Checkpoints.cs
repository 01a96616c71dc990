using System.Security.Cryptography;
using System.Text;

namespace Keywright.Database.Migrations;

/// <summary>
/// How far a file without a transaction came, up or down: a line a statement, with the hash of its text. A statement that can't share
/// a transaction with its mark is noted before it begins as well.
/// </summary>
internal sealed record Checkpoints(bool IsDown, IReadOnlyList<string> Done, string? Begun)
{
    public static readonly Checkpoints None = new(IsDown: false, [], Begun: null);

    public bool IsEmpty => Done.Count == 0 && Begun is null;

    public static string HashOf(string statement) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(statement)))[..32];

    public static string DoneLine(bool isDown, string hash) => $"{Way(isDown)} done {hash}\n";

    public static string BegunLine(bool isDown, string hash) => $"{Way(isDown)} begun {hash}\n";

    public static Checkpoints Parse(string? lines)
    {
        var (isDown, done, begun) = (false, new List<string>(), (string?)null);
        foreach (var line in (lines ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is [var way, var mark, var hash])
            {
                isDown = way == Way(isDown: true);
                begun = mark == "begun" ? hash : null;
                if (mark == "done")
                {
                    done.Add(hash);
                }
            }
        }

        return new Checkpoints(isDown, done, begun);
    }

    private static string Way(bool isDown) => isDown ? "down" : "up";
}
