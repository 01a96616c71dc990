using System.Text.RegularExpressions;

namespace Keywright.Tests.Architecture;

/// <summary>The tree of ARCHITECTURE.md, as rules that cannot rot.</summary>
public sealed class TreeTests
{
    // Lowest first. A folder uses those of its own line and of the lines above it, never those below.
    private static readonly string[][] Order =
    [
        ["Configuration", "Database", "Security"],
        ["Http", "Email"],
        ["Audit"],
        ["Users"],
        ["Letters"],
        ["Roles", "Sessions", "PersonalTokens", "ServiceAccounts", "SigningKeys"],
        ["Authentication"],
        ["Passwords", "TwoFactor", "Passkeys", "External"],
        ["Account"],
        ["SignIn", "SignUp", "ExternalSignIn"],
        ["Pages"],
        ["OAuth"],
        ["Administration", "Maintenance"],
        [FolderUses.RootFolder],
    ];

    [Fact]
    public void A_folder_uses_only_those_before_it()
    {
        var upward = FolderUses.Read.All.Where(use => Rank(use.From) < Rank(use.To));

        Rule.HasNoExceptions(upward.Select(use => $"{use.From} → {use.To}: {use.Example}"));
    }

    [Fact]
    public void No_folder_uses_itself_through_others()
    {
        var cycles = FolderUses.Read.Folders.Select(FolderUses.Read.Cycle).Where(cycle => cycle.Count > 0);

        Rule.HasNoExceptions(cycles.Select(cycle => string.Join(" → ", cycle)));
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_order() =>
        Rule.HasNoExceptions(FolderUses.Read.Folders.Where(folder => Rank(folder) < 0));

    [Fact]
    public void A_table_is_written_in_one_store_only()
    {
        var sources = Repository.Sources("src").ToList();
        var tables = Repository.Tables();
        Assert.NotEmpty(tables);
        foreach (var table in tables)
        {
            var write = new Regex($@"\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|MERGE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+kw\.{table}\b");
            // A store may be one class in several files.
            var writers = sources
                .SelectMany(file => write.Matches(file.Code).Select(match => file.ClassAt(match.Index)))
                .Distinct().ToList();

            Rule.HasNoExceptions(writers.Skip(1).Select(store => $"{table} is written by {writers[0]} and by {store}"));
        }
    }

    [Fact]
    public void Statements_name_only_tables_and_views_that_the_migrations_make()
    {
        var known = Repository.Tables();
        var unknown = Repository.Sources("src")
            .Where(file => !file.IsIn("src", "Keywright", "Database"))
            .SelectMany(file => Regex.Matches(file.Code, @"\bkw\.(\w+)").Select(name => (file, Table: name.Groups[1].Value)))
            .Where(use => !known.Contains(use.Table));

        Rule.HasNoExceptions(unknown);
    }

    [Fact]
    public void Database_drivers_are_known_to_the_database_folder_only()
    {
        var driver = new Regex(@"\bNpgsql\b|\bMicrosoft\.Data\.Sqlite\b|\bsqlite3_\w+|Import\(""[^""]*sqlite");
        var guilty = Repository.Sources("src").Where(file => !file.IsIn("src", "Keywright", "Database") && driver.IsMatch(file.Code));

        Rule.HasNoExceptions(guilty);
    }

    private static int Rank(string folder) => Array.FindIndex(Order, line => line.Contains(folder));
}
