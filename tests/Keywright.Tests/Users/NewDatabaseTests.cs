using Keywright.Tests.Support;

namespace Keywright.Tests.Users;

public sealed class NewDatabaseOnSqlite() : NewDatabaseTests(new SqliteTestDatabase());

public sealed class NewDatabaseOnPostgres() : NewDatabaseTests(new PostgresTestDatabase());

public abstract class NewDatabaseTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task Nobody_is_there_before_somebody_is_made()
    {
        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT id FROM kw.users", row => row.Text("id"))));
        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT id FROM kw.service_accounts", row => row.Text("id"))));
        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT user_id FROM kw.user_roles", row => row.Text("user_id"))));
    }
}
