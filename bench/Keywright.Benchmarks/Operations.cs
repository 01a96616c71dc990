using Keywright.Authentication;
using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.Benchmarks;

/// <summary>The operations of the storage table, straight on the stores: what a request costs beside HTTP.</summary>
internal sealed class Operations(KeywrightDatabase database)
{
    // As long as a real one; what is measured here is not the hash.
    private static readonly string Hash = "$argon2id$v=19$m=19456,t=2,p=1$" + new string('A', 22) + "$" + new string('B', 43);

    private readonly List<UserId> _users = [];
    private readonly List<SessionId> _sessions = [];
    private int _created;

    public IEnumerable<(string Name, Func<int, ValueTask> Run)> All =>
    [
        ("user look-up", UserLookUp),
        ("session look-up", SessionLookUp),
        ("user creation", UserCreation),
    ];

    public async Task Fill(int users, int sessions)
    {
        for (var from = 0; from < users; from += 500)
        {
            _users.AddRange(await database.Write(tx => AddUsers(tx, Math.Min(500, users - _users.Count))));
        }

        for (var from = 0; from < sessions; from += 500)
        {
            _sessions.AddRange(await database.Write(tx => AddSessions(tx, Math.Min(500, sessions - _sessions.Count))));
        }
    }

    private async ValueTask UserLookUp(int number)
    {
        var id = _users[Scattered(number, _users.Count)];
        Found(await database.ReadOne(tx => UserStore.Find(tx, id)));
    }

    private async ValueTask SessionLookUp(int number)
    {
        var id = _sessions[Scattered(number, _sessions.Count)];
        Found(await database.ReadOne(tx => CredentialLookup.ByAccessToken(tx, id)));
    }

    private async ValueTask UserCreation(int number)
    {
        var user = NewUser();
        Found(await database.Write(tx => UserStore.Add(tx, user)));
    }

    // The next row is far from the last one, so that not the neighbour's page is measured.
    private static int Scattered(int number, int count) => (int)(number * 2_654_435_761L % count);

    private static void Found(object? row)
    {
        if (row is null)
        {
            throw new InvalidOperationException("The operation found nothing: what was measured is not what was meant.");
        }
    }

    private NewUser NewUser() => new(EmailAddress.Parse($"user{Interlocked.Increment(ref _created)}@example.com")!, Hash);

    private async ValueTask<List<UserId>> AddUsers(Tx tx, int count)
    {
        var ids = new List<UserId>(count);
        for (var number = 0; number < count; number++)
        {
            ids.Add((await UserStore.Add(tx, NewUser()))!.Id);
        }

        return ids;
    }

    private async ValueTask<List<SessionId>> AddSessions(Tx tx, int count)
    {
        var ids = new List<SessionId>(count);
        for (var number = 0; number < count; number++)
        {
            var id = tx.NewId<SessionId>();
            var token = AccessToken.New(id);
            await SessionStore.Add(tx, new NewSession(
                id, _users[(_sessions.Count + number) % _users.Count], SessionMode.Token, new ClientTraits(null, "bench", null), "password")
            {
                AccessHash = token.Hash,
                AccessExpiresAt = tx.Now.AddHours(1),
                RefreshHash = token.Hash,
                Lifetime = TimeSpan.FromDays(30),
                ExpiresAt = tx.Now.AddDays(30),
                AbsoluteExpiresAt = tx.Now.AddDays(365),
            });
            ids.Add(id);
        }

        return ids;
    }
}
