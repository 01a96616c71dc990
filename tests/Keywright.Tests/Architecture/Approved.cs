namespace Keywright.Tests.Architecture;

/// <summary>
/// Texts that somebody looked at and approved, kept beside the test that compares them. With <c>KEYWRIGHT_APPROVE=1</c> a test writes
/// its file anew; the diff is then there to be reviewed.
/// </summary>
internal static class Approved
{
    public static void Matches(string actual, params ReadOnlySpan<string> file)
    {
        var path = Repository.PathOf(file);
        var text = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("KEYWRIGHT_APPROVE") == "1")
        {
            File.WriteAllText(path, text);
            return;
        }

        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (approved != text)
        {
            Assert.Fail($"""
                {Path.GetFileName(path)} says otherwise. When the change is meant: KEYWRIGHT_APPROVE=1 dotnet test, and commit the file.
                {Difference(approved, text)}
                """);
        }
    }

    private static string Difference(string approved, string actual)
    {
        var old = approved.Split('\n');
        var now = actual.Split('\n');
        return string.Join('\n', old.Except(now).Select(line => "- " + line).Concat(now.Except(old).Select(line => "+ " + line)));
    }
}
