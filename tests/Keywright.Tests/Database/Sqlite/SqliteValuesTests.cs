using System.Net;
using Keywright.Database;
using Keywright.Security;

namespace Keywright.Tests.Database.Sqlite;

public sealed class SqliteValuesTests : IAsyncLifetime
{
    private SqliteTestFile _file = null!;

    public async Task InitializeAsync()
    {
        _file = new SqliteTestFile();
        await _file.Do($"""
            CREATE TABLE t (n INTEGER PRIMARY KEY, id TEXT, at TEXT, text TEXT, blob BLOB, num INTEGER, ip TEXT, json TEXT) STRICT
            """);
    }

    public async Task DisposeAsync() => await _file.DisposeAsync();

    [Fact]
    public async Task Every_type_is_read_as_it_was_written()
    {
        var id = UserId.From(Guid.CreateVersion7(DateTimeOffset.UnixEpoch));
        var at = new DateTimeOffset(2026, 11, 21, 5, 47, 0, 123, TimeSpan.Zero);
        var big = new string('ß', 5000);
        byte[] blob = [0, 1, 255];
        var ip = IPAddress.Parse("2001:db8::1");

        await _file.Do($"""
            INSERT INTO kw.t (id, at, text, blob, num, ip, json)
            VALUES ({id}, {at}, {big}, {blob}, {long.MaxValue}, {ip}, {new Json("{\"a\":1}")})
            """);

        var read = await _file.Database.Read(tx => tx.Find($"SELECT id, at, text, blob, num, ip, json FROM kw.t", row => new
        {
            Id = row.Id<UserId>("id"),
            At = row.Instant("at"),
            Text = row.Text("text"),
            Blob = row.Bytes("blob"),
            Num = row.Long("num"),
            Ip = row.Ip("ip"),
            Json = row.Text("json"),
        }));
        Assert.NotNull(read);
        Assert.Equal(id, read.Id);
        Assert.Equal(at, read.At);
        Assert.Equal(big, read.Text);
        Assert.Equal(blob, read.Blob);
        Assert.Equal(long.MaxValue, read.Num);
        Assert.Equal(ip, read.Ip);
        Assert.Equal("{\"a\":1}", read.Json);
    }

    [Fact]
    public async Task Nulls_of_every_type_are_nulls()
    {
        await _file.Do($"""
            INSERT INTO kw.t (id, at, text, blob, num, ip, json)
            VALUES ({(UserId?)null}, {(DateTimeOffset?)null}, {(string?)null}, {(byte[]?)null}, {(int?)null}, {(IPAddress?)null},
                    {new Json(null)})
            """);

        var nulls = await _file.Database.Read(tx => tx.FindValue($"SELECT id, at, text, blob, num, ip, json FROM kw.t", row =>
            row.IdOrNull<UserId>("id") is null && row.InstantOrNull("at") is null && row.TextOrNull("text") is null
            && row.BytesOrNull("blob") is null && row.IntOrNull("num") is null && row.Ip("ip") is null && row.IsNull("json")));
        Assert.True(nulls);
    }

    [Fact]
    public async Task What_is_empty_is_not_null()
    {
        await _file.Do($"INSERT INTO kw.t (text, blob) VALUES ({""}, {Array.Empty<byte>()})");

        var empty = await _file.Database.Read(
            tx => tx.Find($"SELECT text, blob FROM kw.t", row => row.Text("text") + row.Bytes("blob").Length));
        Assert.Equal("0", empty);
    }

    [Fact]
    public async Task Ids_and_instants_sort_as_time_does()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var moments = Enumerable.Range(0, 50).Select(i => start.AddMilliseconds(i * 7777)).ToArray();
        foreach (var moment in moments.Reverse())
        {
            await _file.Do($"INSERT INTO kw.t (id, at) VALUES ({UserId.From(Guid.CreateVersion7(moment))}, {moment})");
        }

        var byId = await _file.Database.Read(tx => tx.List($"SELECT at FROM kw.t ORDER BY id", row => row.Instant("at")));
        var byTime = await _file.Database.Read(tx => tx.List($"SELECT at FROM kw.t ORDER BY at", row => row.Instant("at")));
        Assert.Equal(moments, byId);
        Assert.Equal(moments, byTime);
        Assert.Equal(20, await _file.Do($"DELETE FROM kw.t WHERE at < {moments[20]}"));
    }

    [Fact]
    public async Task Ids_are_lower_case_text()
    {
        await _file.Do($"INSERT INTO kw.t (id) VALUES ({Guid.Parse("019ABCDE-0000-7000-8000-00000000ABCD")})");

        var id = await _file.Database.Read(tx => tx.Find($"SELECT id FROM kw.t", row => row.Text("id")));
        Assert.Equal("019abcde-0000-7000-8000-00000000abcd", id);
    }

    [Fact]
    public async Task A_list_matches_its_members_and_an_empty_one_nothing()
    {
        UserId[] ids = [.. Enumerable.Range(0, 3).Select(_ => UserId.From(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)))];
        foreach (var id in ids)
        {
            await _file.Do($"INSERT INTO kw.t (id, text) VALUES ({id}, {"q\"u\\o' te"})");
        }

        Assert.Equal(2, await _file.Do($"UPDATE kw.t SET num = 1 WHERE id {Sql.In<UserId>([ids[0], ids[2]])}"));
        Assert.Equal(0, await _file.Do($"UPDATE kw.t SET num = 2 WHERE id {Sql.In(Array.Empty<UserId>())}"));
        Assert.Equal(3, await _file.Do($"UPDATE kw.t SET num = 3 WHERE text {Sql.In(["q\"u\\o' te", "x"])}"));
    }

    [Fact]
    public async Task A_value_of_another_type_or_null_is_not_taken_for_zero()
    {
        await _file.Do($"INSERT INTO kw.t (text) VALUES ({"abc"})");

        await Assert.ThrowsAsync<InvalidOperationException>(() => Read(row => row.Long("text")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Read(row => row.Long("num")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Read(row => row.Text("id").Length));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Read(row => row.Long("no_such")));

        Task<long?> Read(Func<Row, long> read) => _file.Database.Read(tx => tx.FindValue($"SELECT id, num, text FROM kw.t", read)).AsTask();
    }
}
