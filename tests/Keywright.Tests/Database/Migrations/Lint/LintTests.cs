using System.Globalization;
using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Database.Migrations.Lint;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Migrations.Lint;

public sealed class LintTests
{
    public static TheoryData<string> Examples => Vectors.Theory("lint.txt");

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_judged_as_it_says(string example)
    {
        var (dialect, expected, text) = Read(example);

        var findings = Check(dialect, ("0001_a.sql", text)).Where(finding => !finding.EndsWith("missing-down", StringComparison.Ordinal)
            && !finding.EndsWith("missing-description", StringComparison.Ordinal));

        Assert.Equal(expected, string.Join(", ", findings) is { Length: > 0 } found ? found : "-");
    }

    [Fact]
    public void Every_rule_has_an_example()
    {
        string[] elsewhere = ["index-on-big-table", "missing-down", "missing-description", "down-forgets"];
        var shown = Vectors.Lines("lint.txt").SelectMany(line => Read(line).Expected.Split(", ")).Select(part => part.Split(' ')[^1]);

        Assert.Empty(LintRules.All.Select(rule => rule.Id).Except(shown).Except(elsewhere));
        Assert.Equal(LintRules.All.Count, LintRules.All.Select(rule => rule.Id).Distinct().Count());
    }

    [Fact]
    public void A_file_without_a_way_back_or_a_description_is_found() =>
        Assert.Equal(["0 missing-description", "0 missing-down"], Check(Dialect.Sqlite, ("0001_a.sql", "CREATE TABLE a (b TEXT);")));

    [Fact]
    public void A_way_back_that_leaves_a_table_is_found()
    {
        var up = "-- description: a and b.\nCREATE TABLE a (x TEXT);\nCREATE TABLE b_new (x TEXT);\nALTER TABLE b_new RENAME TO b;";

        Assert.Equal(["0 down-forgets"], Check(Dialect.Sqlite, ("0001_a.sql", up), ("0001_a.down.sql", "DROP TABLE c;")));
        Assert.Empty(Check(Dialect.Sqlite, ("0001_a.sql", up), ("0001_a.down.sql", "DROP TABLE b;\nDROP TABLE a;")));
    }

    [Fact]
    public void A_constraint_that_an_earlier_file_validated_is_believed()
    {
        const string Head = "-- description: d\n-- lint: allow missing-down\n";

        Assert.Empty(Check(
            Dialect.Postgres,
            ("0001_a.sql", Head + "ALTER TABLE a ADD CONSTRAINT c CHECK (b IS NOT NULL) NOT VALID;"),
            ("0002_b.sql", Head + "ALTER TABLE a VALIDATE CONSTRAINT c;"),
            ("0003_c.sql", Head + "ALTER TABLE a ALTER b SET NOT NULL;")));
    }

    [Theory]
    [InlineData(9_999, null)]
    [InlineData(10_000, "index-not-concurrent")]
    [InlineData(1_000_000, "index-on-big-table")]
    [InlineData(-1, "index-not-concurrent")] // never analysed
    public void How_many_rows_a_table_has_decides_about_its_index(long rows, string? rule)
    {
        var files = MigrationFiles.Parse([("0001_a.sql", "CREATE INDEX i ON a (b);")], Dialect.Postgres);

        var findings = Linter.Check(files, Dialect.Postgres, new Dictionary<string, long> { ["a"] = rows });

        Assert.Equal(rule, findings.SingleOrDefault(finding => finding.Line > 0)?.Rule.Id);
    }

    [Theory]
    [InlineData("'")]
    [InlineData("\"")]
    [InlineData("/*")]
    [InlineData("$$")]
    [InlineData("[")]
    [InlineData("ALTER TABLE")]
    [InlineData("ALTER TABLE a ADD")]
    [InlineData("ALTER TABLE a RENAME TO")]
    [InlineData("CREATE INDEX")]
    [InlineData("DROP TABLE")]
    [InlineData("UPDATE")]
    [InlineData("INSERT INTO")]
    [InlineData("PRAGMA")]
    [InlineData(")))(((;;;")]
    [InlineData("CREATE TRIGGER a BEGIN END END;")]
    [InlineData("")]
    public void Half_a_statement_disturbs_nobody(string text)
    {
        foreach (var dialect in Enum.GetValues<Dialect>())
        {
            _ = Check(dialect, ("0001_a.sql", text), ("0001_a.down.sql", text));
        }
    }

    [Fact]
    public void Our_own_migrations_have_no_errors()
    {
        foreach (var dialect in Enum.GetValues<Dialect>())
        {
            var findings = Linter.Check(MigrationFiles.Embedded(dialect), dialect);

            Assert.Empty(findings.Where(finding => finding.Rule.Severity == LintSeverity.Error)
                .Select(finding => $"{finding.File}:{finding.Line} {finding.Rule.Id}"));
        }
    }

    private static List<string> Check(Dialect dialect, params (string Name, string Text)[] files) =>
        [.. Linter.Check(MigrationFiles.Parse(files, dialect), dialect).Select(finding =>
            finding.Line.ToString(CultureInfo.InvariantCulture) + " " + finding.Rule.Id)];

    private static (Dialect Dialect, string Expected, string Text) Read(string example)
    {
        var columns = Vectors.Columns(example);
        return (Enum.Parse<Dialect>(columns[0], ignoreCase: true), columns[1], columns[2].Replace('⏎', '\n'));
    }
}
