using System.Net;
using Keywright.Database;
using Keywright.Security;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database;

public sealed class ValuesOnSqlite() : ValueTests(new SqliteTestDatabase());

public sealed class ValuesOnPostgres() : ValueTests(new PostgresTestDatabase());

/// <summary>What is written equals what is read, in every type, NULL included.</summary>
public abstract class ValueTests(TestDatabase database) : IAsyncLifetime
{
    private KeywrightDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await database.Open();
        await _database.Write(tx => tx.Execute(tx.Dialect.Choose<Sql>(
            sqlite: $"""
                CREATE TABLE kw.things (id TEXT PRIMARY KEY, words TEXT, small INTEGER, big INTEGER, bytes BLOB, other TEXT, at TEXT,
                                        doc TEXT, ip TEXT) STRICT
                """,
            postgres: $"""
                CREATE TABLE kw.things (id uuid PRIMARY KEY, words text, small integer, big bigint, bytes bytea, other uuid, at timestamptz,
                                        doc jsonb, ip inet)
                """)));
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Theory]
    [InlineData("203.0.113.9")]
    [InlineData("2001:db8::1")]
    [InlineData("::1")]
    public async Task Values_come_back_as_they_were(string address)
    {
        var thing = new Thing(
            NewId(), "Zoë's \"naïve\" 😀 $1 ?1 kw.users", int.MinValue, long.MaxValue, [0, 255, 10], NewId(),
            new DateTimeOffset(2026, 2, 28, 23, 59, 59, 999, TimeSpan.Zero), """{"a": [1, null, "x"]}""", IPAddress.Parse(address));

        await Add(thing);

        var found = await Find(thing.Id);
        Assert.Equal(thing with { Bytes = null }, found with { Bytes = null });
        Assert.Equal(thing.Bytes, found.Bytes);
    }

    [Fact]
    public async Task Nulls_have_types_and_come_back_as_null()
    {
        var thing = new Thing(NewId(), null, null, null, null, null, null, null, null);

        await Add(thing);

        Assert.Equal(thing, await Find(thing.Id));
        var known = await _database.ReadOne(tx => tx.FindValue(
            $"""
            SELECT count(*) AS known FROM kw.things
             WHERE coalesce({(string?)null}, {(int?)null} || '', {(Guid?)null} || '', {(DateTimeOffset?)null} || '') IS NULL
            """,
            row => row.Int("known")));
        Assert.Equal(1, known);
    }

    [Fact]
    public async Task Instants_are_cut_to_milliseconds_and_kept_in_utc()
    {
        var thing = new Thing(NewId(), null, null, null, null, null, null, null, null)
        {
            At = new DateTimeOffset(2026, 5, 1, 1, 30, 0, TimeSpan.FromHours(2)).AddTicks(1_239_999),
        };

        await Add(thing);

        Assert.Equal(new DateTimeOffset(2026, 4, 30, 23, 30, 0, 123, TimeSpan.Zero), (await Find(thing.Id)).At);
    }

    [Fact]
    public async Task Ids_sort_by_creation()
    {
        var ids = new List<UserId>();
        for (var i = 0; i < 50; i++)
        {
            ids.Add(NewId());
            await Add(new Thing(ids[^1], null, null, null, null, null, null, null, null));
            database.Clock.Advance(TimeSpan.FromMilliseconds(7));
        }

        var sorted = await _database.ReadOne(tx => tx.List($"SELECT id FROM kw.things ORDER BY id", row => row.Id<UserId>("id")));
        var after = await _database.ReadOne(
            tx => tx.List($"SELECT id FROM kw.things WHERE id > {ids[24]} ORDER BY id", row => row.Id<UserId>("id")));

        Assert.Equal(ids, sorted);
        Assert.Equal(ids[25..], after);
    }

    [Fact]
    public async Task Lists_match_any_of_their_values()
    {
        UserId[] ids = [NewId(), NewId(), NewId()];
        foreach (var id in ids)
        {
            await Add(new Thing(id, id.Value.ToString()[^6..] + "'", null, null, null, null, null, null, null));
        }

        Assert.Equal(2, await Matches($"id {Sql.In([ids[0], ids[2]])}"));
        Assert.Equal(1, await Matches($"words {Sql.In([ids[1].Value.ToString()[^6..] + "'", "\"]"])}"));
        Assert.Equal(0, await Matches($"id {Sql.In(Array.Empty<UserId>())}"));
        Assert.Equal(1, await Matches($"id {Sql.In(ids)} AND words = {ids[1].Value.ToString()[^6..] + "'"} AND small IS NULL"));
    }

    [Fact]
    public async Task Fragments_are_woven_in_with_their_values()
    {
        var id = NewId();
        await Add(new Thing(id, "a", 1, null, null, null, null, null, null));
        Sql condition = $"small = {1} AND words = {"a"}";

        Assert.Equal(1, await Matches($"id = {id} AND ({condition}) AND small < {2}"));
    }

    private async Task<int?> Matches(Sql condition) => await _database.ReadOne(tx =>
        tx.FindValue($"SELECT count(*) AS rows FROM kw.things WHERE {condition}", row => row.Int("rows")));

    private UserId NewId() => new(Guid.CreateVersion7(database.Clock.GetUtcNow()));

    private async Task Add(Thing thing) => await _database.Write(tx => tx.Execute($"""
        INSERT INTO kw.things (id, words, small, big, bytes, other, at, doc, ip)
        VALUES ({thing.Id}, {thing.Words}, {thing.Small}, {SqlValue.Bigint(thing.Big)}, {thing.Bytes}, {thing.Other}, {thing.At},
                {new Json(thing.Doc)}, {thing.Ip})
        """));

    private async Task<Thing> Find(UserId id) => (await _database.ReadOne(tx => tx.Find(
        $"SELECT id, words, small, big, bytes, other, at, doc, ip FROM kw.things WHERE id = {id}",
        row => new Thing(
            row.Id<UserId>("id"), row.TextOrNull("words"), row.IntOrNull("small"), row.IsNull("big") ? null : row.Long("big"),
            row.BytesOrNull("bytes"), row.IdOrNull<UserId>("other"), row.InstantOrNull("at"), row.TextOrNull("doc"), row.Ip("ip")))))!;

    private sealed record Thing(
        UserId Id, string? Words, int? Small, long? Big, byte[]? Bytes, UserId? Other, DateTimeOffset? At, string? Doc, IPAddress? Ip);
}
