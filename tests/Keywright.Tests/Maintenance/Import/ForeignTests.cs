using System.Net;
using System.Text;
using Keywright.Maintenance.Transfer;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Maintenance.Import;

/// <summary>Users of another system, brought into a server that then lets them in.</summary>
public abstract class ForeignTests(TestDatabase database) : ServerTests(database)
{
    private readonly List<TransferProblem> _problems = [];

    /// <summary>What the last import told.</summary>
    protected IReadOnlyList<TransferProblem> Problems => _problems;

    protected async Task<TransferReport> Import(ForeignSource source, bool isDryRun = false)
    {
        _problems.Clear();
        return await Server.Services.GetRequiredService<KeywrightTransfer>().ImportAsync(
            source, new ImportOptions { Told = _problems.Add, DryRun = isDryRun });
    }

    protected async Task<TransferReport> Import(ForeignKind kind, string file, string? map = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return await Import(new ForeignSource(kind) { File = stream, Map = map });
    }

    protected static (long Written, long Unchanged, long Refused) Count(TransferReport report, string table) =>
        report.Tables.Where(count => count.Table == table).Select(count => (count.Written, count.Unchanged, count.Refused)).Single();

    /// <summary>The owner comes in with the old password, and then the hash is one of ours.</summary>
    internal async Task<Answer> SignsIn(string email, string password)
    {
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(email, "!" + password));
        var answer = await Server.SignIn(email, password);
        IsOk(answer);
        Assert.StartsWith("$argon2id$v=19$m=7168,t=1,p=1$", await Hash(email), StringComparison.Ordinal);
        IsOk(await Server.SignIn(email, password));
        return answer;
    }

    protected async Task<string?> Hash(string email) => await Column(email, "password_hash");

    protected async Task<string?> Column(string email, string column)
    {
        var users = await Server.Rows(tx => tx.List(
            $"SELECT email, status, password_hash, username, app_metadata, id FROM kw.users",
            row => (Email: row.TextOrNull("email"), Value: column == "id" ? row.Uuid("id").ToString() : row.TextOrNull(column))));
        return users.Single(user => user.Email == email).Value;
    }
}
