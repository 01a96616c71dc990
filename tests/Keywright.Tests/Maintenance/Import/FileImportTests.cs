using Keywright.Maintenance.Transfer;
using Keywright.Tests.Support;

namespace Keywright.Tests.Maintenance.Import;

public sealed class FileImportOnSqlite() : FileImportTests(new SqliteTestDatabase());

public sealed class FileImportOnPostgres() : FileImportTests(new PostgresTestDatabase());

/// <summary>A Keycloak realm, CSV and JSON Lines.</summary>
public abstract class FileImportTests(TestDatabase database) : ForeignTests(database)
{
    private const string Password = "correct horse battery 9";
    private const string Bcrypt = "$2b$06$FP6JTw36mnqRvbZ4vQQMWe5FrOK/Rox3a/sXWlBPyh.W6idKbL3T2";

    // Its hashes are those of the PBKDF2 and Argon2 vectors: hashlib's, and the argon2 command's.
    private static string Realm => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "keycloak-realm.txt"));

    private static IEnumerable<(string Password, string Hash)> EveryKind => Vectors.Lines("foreign-hashes.txt").Select(Vectors.Columns)
        .Where(columns => columns[2] == "Right").Select(columns => (columns[0], columns[1]));

    [Fact]
    public async Task Every_kind_of_hash_signs_in_once_and_is_ours_from_then_on()
    {
        var kinds = EveryKind.ToList();
        var lines = kinds.Select((kind, i) => $$"""{"email":"user{{i}}@example.com","password_hash":"{{kind.Hash}}"}""");
        Assert.Equal((kinds.Count, 0, 0), Count(await Import(ForeignKind.Jsonl, string.Join('\n', lines)), "users"));

        for (var i = 0; i < kinds.Count; i++)
        {
            _ = await SignsIn($"user{i}@example.com", kinds[i].Password);
        }
    }

    [Fact]
    public async Task A_realm_of_Keycloak_comes_with_its_hashes()
    {
        var report = await Import(ForeignKind.Keycloak, Realm);

        Assert.Equal((3, 0, 0), Count(report, "users"));
        Assert.Contains(Problems, problem => problem is { Place: "users[0]" } && problem.Reason.Contains("otp", StringComparison.Ordinal));
        Assert.Contains(Problems, problem => problem is { Place: "users[0]" }
            && problem.Reason.Contains("with github", StringComparison.Ordinal));
        Assert.Contains(Problems, problem => problem is { Place: "users[3]" }
            && problem.Reason.Contains("service account", StringComparison.Ordinal));
        Assert.Equal("0b0a54f6-3c1e-4c5e-9a3b-7d1b8b1f8a11", await Column("ada@example.com", "id"));
        Assert.Equal("""{"colour":"red","teams":["a","b"]}""", CanonicalJson.Of((await Column("ada@example.com", "app_metadata"))!));
        Assert.Equal("inactive", await Column("carl@example.com", "status"));
        _ = await SignsIn("ada@example.com", "password");
        _ = await SignsIn("bob@example.com", "pässwörd");
        Assert.Equal((0, 3, 0), Count(await Import(ForeignKind.Keycloak, Realm), "users"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("nonsense")]
    public async Task What_is_no_realm_is_refused(string file) =>
        await Assert.ThrowsAsync<TransferException>(() => Import(ForeignKind.Keycloak, file));

    [Fact]
    public async Task A_table_of_any_shape_is_mapped_and_everything_left_out_is_told_with_its_line()
    {
        var csv = $"""
            mail,full name,pwd,since,groups,shoe size
            ada@example.com,"Ada ""the first"", Countess
            of Lovelace",{Bcrypt},2024-01-01,"editor, user",38
            no-address,Nobody,,,,
            bob@example.com,Bob,5f4dcc3b5aa765d61d8327deb882cf99,,,
            ADA@example.com,Again,,,,
            too,few

            carl@example.com,Carl,,never,admin,
            """;
        const string Map = "email=mail,name=full name,password_hash=pwd,created_at=since,roles=groups";
        var report = await Import(ForeignKind.Csv, csv, Map);

        // The second line of one address is taken for the same user, as in a second run.
        Assert.Equal((2, 1, 3), Count(report, "users"));
        foreach (var (place, reason) in ((string, string)[])
            [
                ("line 1", "the field shoe size is left out"), ("line 4", "its email address is not one"),
                ("line 5", "its form is not known"),
                ("line 7", "it has 2 fields"), ("line 9", "its created_at is left out"),
                ("line 9", "its role admin is left out"),
            ])
        {
            Assert.Contains(Problems, problem => problem.Place == place && problem.Reason.Contains(reason, StringComparison.Ordinal));
        }

        _ = await SignsIn("ada@example.com", Password);
    }

    [Fact]
    public async Task A_member_of_a_member_has_a_path()
    {
        var lines = $$$"""
            {"profile":{"mail":"ada@example.com","name":{"full":"Ada"}},"hash":"{{{Bcrypt}}}","roles":["editor"]}
            {"profile":7}
            not json
            """;
        var report = await Import(ForeignKind.Jsonl, lines, "email=profile.mail,name=profile.name.full,password_hash=hash");

        Assert.Equal((1, 0, 2), Count(report, "users"));
        var answer = await SignsIn("ada@example.com", Password);
        Assert.Equal("Ada", answer.Json["user"]!["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("mail")]
    [InlineData("mail=email")]
    [InlineData("email=")]
    public async Task A_map_that_maps_nothing_is_refused(string map) =>
        await Assert.ThrowsAsync<TransferException>(() => Import(ForeignKind.Csv, "email\n", map));

    [Fact]
    public async Task Who_has_the_address_already_keeps_it()
    {
        var user = await Server.SignedInUser("ada@example.com");
        var report = await Import(ForeignKind.Jsonl, $$"""{"id":"7","email":"Ada@Example.com","password_hash":"{{Bcrypt}}"}""");

        Assert.Equal((0, 0, 1), Count(report, "users"));
        Assert.Contains(Problems, problem => problem.Reason == $"its email_normal is that of {user.Id}.");
        IsOk(await Server.SignIn("ada@example.com"));
        Assert.StartsWith("$argon2id$", await Hash("ada@example.com"), StringComparison.Ordinal);
    }
}
