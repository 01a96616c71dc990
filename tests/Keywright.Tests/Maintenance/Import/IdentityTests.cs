using System.Net;
using Keywright.Database;
using Keywright.Maintenance.Transfer;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Keywright.Tests.Maintenance.Import;

public sealed class IdentityOnSqlite() : IdentityTests(new SqliteTestDatabase());

public sealed class IdentityOnPostgres() : IdentityTests(new PostgresTestDatabase());

/// <summary>The tables of ASP.NET Core Identity.</summary>
public abstract class IdentityTests(TestDatabase database) : ForeignTests(database)
{
    private const string Password = "correct horse battery 9";

    [Fact]
    public async Task Its_users_come_with_passwords_roles_and_claims_and_a_second_run_changes_nothing()
    {
        await using var application = await ForeignTestDatabase.With(Database.Dialect, Tables());
        var source = new ForeignSource(ForeignKind.Identity) { DatabaseUrl = application.Url };
        Assert.Equal((2, 0, 1), Count(await Import(source, isDryRun: true), "users"));
        Assert.Equal((2, 0, 1), Count(await Import(source), "users"));

        Assert.Contains(Problems, problem => problem.ToString().Contains("Colour is left out", StringComparison.Ordinal));
        Assert.Contains(Problems, problem => problem.Reason.Contains("role admin is left out", StringComparison.Ordinal));
        Assert.Contains(Problems, problem => problem.Reason.Contains("with Google is left out", StringComparison.Ordinal));
        Assert.Contains(Problems, problem => problem.Reason.Contains("two-factor", StringComparison.Ordinal));
        Assert.Contains(Problems, problem => problem is { IsRefused: true, Reason: "it has no email address." });

        var ada = await SignsIn("ada@example.com", Password);
        Assert.Equal("6f9619ff-8b86-d011-b42d-00c04fc964ff", ada.Json["user"]!["id"]!.GetValue<string>());
        Assert.Equal("""{"department":["a","b"],"phone_number":"+1","phone_number_verified":true}""",
            CanonicalJson.Of((await Column("ada@example.com", "app_metadata"))!));
        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn("locked@example.com", Password));
        Assert.Equal(["editor", "user"], await Roles("ada@example.com"));

        Assert.Equal((0, 2, 1), Count(await Import(source), "users"));
        Assert.StartsWith("$argon2id$", await Hash("ada@example.com"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_grants_administration_is_given_to_whom_the_operator_says()
    {
        await using var application = await ForeignTestDatabase.With(Database.Dialect, Tables());
        _ = await Import(new ForeignSource(ForeignKind.Identity)
        {
            DatabaseUrl = application.Url,
            Roles = new Dictionary<string, string> { ["admin"] = "moderator" },
        });

        Assert.Equal(["editor", "moderator", "user"], await Roles("ada@example.com"));
    }

    private async Task<List<string>> Roles(string email) => await Server.Rows(tx => tx.List(
        $"""
        SELECT r.name FROM kw.roles AS r JOIN kw.user_roles AS ur ON ur.role_id = r.id JOIN kw.users AS u ON u.id = ur.user_id
         WHERE u.email = {email} ORDER BY r.name
        """,
        row => row.Text("name")));

    private string Tables()
    {
        var identity = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 1_000 }));
        var (yes, no) = Database.Dialect == Dialect.Sqlite ? ("1", "0") : ("true", "false");
        var (flag, time) = Database.Dialect == Dialect.Sqlite ? ("INTEGER", "TEXT") : ("boolean", "timestamptz");
        return $"""
            CREATE TABLE "AspNetUsers" ("Id" text PRIMARY KEY, "UserName" text, "NormalizedUserName" text, "Email" text,
                "NormalizedEmail" text,
                "EmailConfirmed" {flag} NOT NULL, "PasswordHash" text, "SecurityStamp" text, "ConcurrencyStamp" text, "PhoneNumber" text,
                "PhoneNumberConfirmed" {flag} NOT NULL, "TwoFactorEnabled" {flag} NOT NULL, "LockoutEnd" {time},
                "LockoutEnabled" {flag} NOT NULL,
                "AccessFailedCount" integer NOT NULL, "Colour" text);
            CREATE TABLE "AspNetRoles" ("Id" text PRIMARY KEY, "Name" text);
            CREATE TABLE "AspNetUserRoles" ("UserId" text, "RoleId" text);
            CREATE TABLE "AspNetUserClaims" ("Id" integer PRIMARY KEY, "UserId" text, "ClaimType" text, "ClaimValue" text);
            CREATE TABLE "AspNetUserLogins" ("LoginProvider" text, "ProviderKey" text, "UserId" text);
            INSERT INTO "AspNetUsers" VALUES ('6F9619FF-8B86-D011-B42D-00C04FC964FF', 'ada@example.com', '', 'ada@example.com', '', {yes},
                '{identity.HashPassword(new object(), Password)}', '', '', '+1', {yes}, {yes}, NULL, {yes}, 0, 'red');
            INSERT INTO "AspNetUsers" VALUES ('user-2', 'locked', '', 'locked@example.com', '', {yes},
                '{identity.HashPassword(new object(), Password)}', '', '', NULL, {no}, {no}, '2099-01-01 00:00:00+00:00', {yes}, 0, NULL);
            INSERT INTO "AspNetUsers" VALUES ('user-3', 'nobody', '', NULL, '', {no}, NULL, '', '', NULL, {no}, {no}, NULL, {yes}, 0, NULL);
            INSERT INTO "AspNetRoles" VALUES ('r1', 'admin');
            INSERT INTO "AspNetRoles" VALUES ('r2', 'editor');
            INSERT INTO "AspNetUserRoles" VALUES ('6F9619FF-8B86-D011-B42D-00C04FC964FF', 'r1');
            INSERT INTO "AspNetUserRoles" VALUES ('6F9619FF-8B86-D011-B42D-00C04FC964FF', 'r2');
            INSERT INTO "AspNetUserClaims" VALUES (1, '6F9619FF-8B86-D011-B42D-00C04FC964FF', 'department', 'a');
            INSERT INTO "AspNetUserClaims" VALUES (2, '6F9619FF-8B86-D011-B42D-00C04FC964FF', 'department', 'b');
            INSERT INTO "AspNetUserLogins" VALUES ('Google', 'key', 'user-2')
            """;
    }
}
