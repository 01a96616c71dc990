using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright client …</c>: the applications that users sign in to, and programs that call for themselves.</summary>
internal static class ClientCommand
{
    public static readonly Column<KeywrightClient>[] Columns =
    [
        new("id", client => client.Id),
        new("client_id", client => client.ClientId),
        new("client_name", client => client.Settings.ClientName),
        new("status", client => client.Status),
        new("registration", client => client.Registration),
        new("token_endpoint_auth_method", client => client.Settings.TokenEndpointAuthMethod),
        new("grant_types", client => client.Settings.GrantTypes),
        new("redirect_uris", client => client.Settings.RedirectUris),
        new("post_logout_redirect_uris", client => client.Settings.PostLogoutRedirectUris),
        new("scope", client => client.Settings.Scope),
        new("resources", client => client.Settings.Resources),
        new("application_type", client => client.Settings.ApplicationType),
        new("jwks", client => client.Settings.Jwks),
        new("jwks_uri", client => client.Settings.JwksUri),
        new("subject_type", client => client.Settings.SubjectType),
        new("sector_identifier_uri", client => client.Settings.SectorIdentifierUri),
        new("id_token_signed_response_alg", client => client.Settings.IdTokenSignedResponseAlg),
        new("contacts", client => client.Settings.Contacts),
        new("client_uri", client => client.Settings.ClientUri),
        new("logo_uri", client => client.Settings.LogoUri),
        new("policy_uri", client => client.Settings.PolicyUri),
        new("tos_uri", client => client.Settings.TosUri),
        new("require_pushed_authorization_requests", client => client.Settings.RequirePushedAuthorizationRequests),
        new("dpop_bound_access_tokens", client => client.Settings.DpopBoundAccessTokens),
        new("default_max_age", client => client.Settings.DefaultMaxAge),
        new("require_auth_time", client => client.Settings.RequireAuthTime),
        new("backchannel_logout_uri", client => client.Settings.BackchannelLogoutUri),
        new("backchannel_logout_session_required", client => client.Settings.BackchannelLogoutSessionRequired),
        new("access_token_format", client => client.Settings.AccessTokenFormat),
        new("access_token_lifetime", client => client.Settings.AccessTokenLifetime),
        new("refresh_token_lifetime", client => client.Settings.RefreshTokenLifetime),
        new("authorization_code_lifetime", client => client.Settings.AuthorizationCodeLifetime),
        new("require_pkce", client => client.Settings.RequirePkce),
        new("consent", client => client.Settings.Consent),
        new("profile", client => client.Settings.Profile),
        new("requests_per_minute", client => client.Settings.RequestsPerMinute),
        new("created_at", client => client.CreatedAt),
        new("updated_at", client => client.UpdatedAt),
    ];

    private static readonly string[] OfMany = ["client_id", "client_name", "status", "token_endpoint_auth_method", "grant_types"];

    public static Command Create(CommandContext context) =>
        new("client", "Make, change and delete OAuth clients, and give them secrets.")
        {
            ClientCreate.Create(context), List(context), Show(context), ClientUpdate.Create(context), ClientRotateSecret.Create(context),
            Switch(context, "disable", "Refuse an OAuth client from now on.", active: false),
            Switch(context, "enable", "Let a disabled OAuth client in again.", active: true),
            ClientDelete.Create(context),
        };

    public static Argument<string> Name()
    {
        var name = new Argument<string>("client") { Description = "Its client_id or id, from client list." };
        UserArgument.RefuseOptions(name);
        return name;
    }

    public static Refusal Unknown(string name) => Refusal.Failed($"There is no client {name}. See: keywright client list");

    /// <summary>A client with its new secret.</summary>
    public static void Tell(Output output, CreatedClient made)
    {
        output.One(made, [new("client_secret", _ => made.Secret), .. Columns.Select(OfMade)]);
        if (made.Secret is not null)
        {
            output.Say("The secret is shown this once.");
        }
    }

    private static Column<CreatedClient> OfMade(Column<KeywrightClient> column) => new(column.Name, made => column.Value(made.Client));

    private static Command List(CommandContext context)
    {
        var list = new Command("list", "List all OAuth clients.");
        context.RunOnDatabase(list, async (host, _, output, ct) =>
        {
            output.Many(await host.Clients.ListAsync(ct), [.. Columns.Where(column => output.Json || OfMany.Contains(column.Name))]);
            return ExitCode.Ok;
        });

        return list;
    }

    private static Command Show(CommandContext context)
    {
        var name = Name();
        var show = new Command("show", "Show all that is known of an OAuth client, but for its secret.") { name };
        context.RunOnDatabase(show, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            if (await host.Clients.FindAsync(wanted, ct) is not { } client)
            {
                return output.Fail(Unknown(wanted));
            }

            output.One(client, Columns);
            return ExitCode.Ok;
        });

        return show;
    }

    private static Command Switch(CommandContext context, string verb, string description, bool active)
    {
        var name = Name();
        var command = new Command(verb, description) { name };
        context.RunOnDatabase(command, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            if (await host.Clients.UpdateAsync(wanted, active: active, cancellationToken: ct) is not { } client)
            {
                return output.Fail(Unknown(wanted));
            }

            output.Done(client, $"The client {wanted} is {verb}d.", Columns);
            return ExitCode.Ok;
        });

        return command;
    }
}
