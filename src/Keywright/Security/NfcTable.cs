using System.Globalization;

namespace Keywright.Security;

/// <summary>Canonical decompositions and combining classes, read once from Nfc.txt when the first text needs them.</summary>
internal static class NfcTable
{
    static NfcTable()
    {
        using var stream = typeof(NfcTable).Assembly.GetManifestResourceStream("nfc.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            Add(line.Split(' ', '-'));
        }
    }

    public static Dictionary<int, int[]> Decompositions { get; } = [];

    public static Dictionary<(int First, int Second), int> Compositions { get; } = [];

    private static Dictionary<int, int> Classes { get; } = [];

    public static int ClassOf(int code) => Classes.GetValueOrDefault(code);

    private static void Add(string[] words)
    {
        switch (words[0])
        {
            case "d":
            case "x":
                var code = Hex(words[1]);
                var parts = words[2..].Select(Hex).ToArray();
                Decompositions.Add(code, parts);
                if (words[0] == "d")
                {
                    Compositions.Add((parts[0], parts[1]), code);
                }

                break;
            case "c":
                for (var marked = Hex(words[2]); marked <= Hex(words[3]); marked++)
                {
                    Classes.Add(marked, int.Parse(words[1], CultureInfo.InvariantCulture));
                }

                break;
            default:
                break;
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
