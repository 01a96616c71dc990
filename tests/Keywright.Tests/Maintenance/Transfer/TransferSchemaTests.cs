using Keywright.Database;
using Keywright.Maintenance.Transfer;
using Keywright.Tests.Support;

namespace Keywright.Tests.Maintenance.Transfer;

public sealed class TransferSchemaOnSqlite() : TransferSchemaTests(new SqliteTestDatabase());

public sealed class TransferSchemaOnPostgres() : TransferSchemaTests(new PostgresTestDatabase());

/// <summary>Whoever adds a table or a column says whether it travels in an export.</summary>
public abstract class TransferSchemaTests(TestDatabase test) : IAsyncLifetime
{
    private KeywrightDatabase _database = null!;

    public async Task InitializeAsync() => _database = await test.Open();

    public async Task DisposeAsync() => await test.DisposeAsync();

    [Fact]
    public async Task Every_column_of_the_live_schema_travels_or_stays_by_name()
    {
        var live = await Columns();
        var listed = TransferTables.All.SelectMany(
            table => table.Columns.Select(column => $"{table.Name}.{column.Name} {Type(column.Kind)}"));
        var unknown = live.Where(column => !TransferTables.Staying.ContainsKey(column.Table)
            && !TransferTables.Staying.ContainsKey($"{column.Table}.{column.Name}")).Select(column => column.ToString());

        Assert.Equal(unknown.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_stays_that_is_not_there()
    {
        var live = await Columns();

        Assert.All(TransferTables.Staying.Keys, name => Assert.Contains(
            live, column => name == column.Table || name == $"{column.Table}.{column.Name}"));
    }

    [Fact]
    public async Task Every_unique_column_is_known_as_one()
    {
        var unique = await _database.Read(tx => tx.List(
            tx.Dialect.Choose<Sql>(
                sqlite: $"""
                    SELECT m.name || '.' || c.name AS name
                      FROM sqlite_master AS m, pragma_index_list(m.name) AS i, pragma_index_info(i.name) AS c
                     WHERE m.type = 'table' AND i."unique" = 1 AND i.origin <> 'pk'
                       AND (SELECT count(*) FROM pragma_index_info(i.name)) = 1
                    """,
                postgres: $"""
                    SELECT c.relname || '.' || a.attname AS name
                      FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
                      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                     WHERE n.nspname = {test.Settings.Schema} AND i.indisunique AND NOT i.indisprimary AND i.indnkeyatts = 1
                    """),
            row => row.Text("name")));
        var known = TransferTables.All.SelectMany(table => table.Columns.Where(column => column.IsUnique)
            .Select(column => $"{table.Name}.{column.Name}"));

        Assert.Equal(
            unique.Where(name => !TransferTables.Staying.ContainsKey(name.Split('.')[0])).Distinct().Order(StringComparer.Ordinal),
            known.Order(StringComparer.Ordinal));
    }

    private async Task<List<Column>> Columns() => await _database.Read(tx => tx.List(
        tx.Dialect.Choose<Sql>(
            sqlite: $"""
                SELECT m.name AS owner, c.name AS name, lower(c.type) AS type
                  FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
                """,
            postgres: $"""
                SELECT table_name::text AS owner, column_name::text AS name, data_type::text AS type
                  FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
                 WHERE table_schema = {test.Settings.Schema} AND table_type = 'BASE TABLE'
                """),
        row => new Column(row.Text("owner"), row.Text("name"), row.Text("type"))));

    private string Type(ColumnKind kind) => test.Dialect == Dialect.Sqlite
        ? kind switch { ColumnKind.Integer or ColumnKind.Bigint => "integer", ColumnKind.Bytes or ColumnKind.Secret => "blob", _ => "text" }
        : kind switch
        {
            ColumnKind.Id => "uuid",
            ColumnKind.Integer => "integer",
            ColumnKind.Bigint => "bigint",
            ColumnKind.Instant => "timestamp with time zone",
            ColumnKind.Bytes or ColumnKind.Secret => "bytea",
            ColumnKind.Json => "jsonb",
            ColumnKind.Ip => "inet",
            _ => "text",
        };

    private sealed record Column(string Table, string Name, string Type)
    {
        public override string ToString() => $"{Table}.{Name} {Type}";
    }
}
