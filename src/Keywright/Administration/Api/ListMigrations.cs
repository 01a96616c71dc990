using Keywright.Http;
using Keywright.Maintenance;

namespace Keywright.Administration.Api;

/// <summary>GET /migrations: every migration and how it stands. Applying them is the command line's.</summary>
internal sealed class ListMigrations(KeywrightMigrations migrations) : IUseCase
{
    public async Task<IResult> Handle(Call call) =>
        Answers.Ok(new Listing<KeywrightMigration>(await migrations.StatusAsync(call.Ct), null));
}
