namespace Keywright.Tests.Support;

/// <summary>Inputs with their expected outcome, one a line, columns divided by " | ".</summary>
public static class Vectors
{
    public static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Vectors", file)).Where(line => line.Length > 0 && !line.StartsWith('#'));

    public static TheoryData<string> Theory(string file)
    {
        var lines = new TheoryData<string>();
        foreach (var line in Lines(file))
        {
            lines.Add(line);
        }

        return lines;
    }

    public static string[] Columns(string line) => line.Split(" | ");
}
