using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

// EF Core's own migrations, applied as its documentation does from code: ef-migrations sqlite|postgres CONNECTION-STRING
await using var database = new Database(args[0], args[1]);
await database.Database.MigrateAsync();
Console.WriteLine((await database.Database.GetAppliedMigrationsAsync()).Count());

internal sealed class Database(string kind, string connection) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder options) =>
        (kind == "sqlite" ? options.UseSqlite(connection) : options.UseNpgsql(connection))
            // The migrations are SQL, as everybody else's here: there is no model that they could lag behind.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
}
