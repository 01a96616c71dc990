using System.Globalization;
using System.Net;
using Npgsql;

namespace Keywright.Database.Postgres;

/// <summary>Turns settings into what the driver understands.</summary>
internal static class PostgresConnect
{
    // The client gives up after the server should have: only a dead network makes it wait so long.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>The connections of the running node.</summary>
    public static NpgsqlConnectionStringBuilder Pooled(DatabaseTarget.Postgres target, PoolOptions pool, Pooler pooler)
    {
        var settings = Common(target, pool);
        settings.MaxPoolSize = pool.MaxSize;
        settings.ConnectionIdleLifetime = Seconds(pool.IdleTimeout);
        settings.ConnectionPruningInterval = Math.Min(10, settings.ConnectionIdleLifetime);
        settings.CommandTimeout = Seconds(pool.CommandTimeout + Slack);
        // The connections are ours alone and no unit leaves anything in a session, so there is nothing to reset.
        settings.NoResetOnClose = true;
        if (pooler == Pooler.None)
        {
            settings.MaxAutoPrepare = 100;
            settings.AutoPrepareMinUsages = 2;
            // A forgotten transaction would hold its locks for ever; warnings carry what a COMMIT has to say about its standbys.
            settings.Options = Invariant($"-c statement_timeout={(long)pool.CommandTimeout.TotalMilliseconds} ")
                + "-c idle_in_transaction_session_timeout=60000 -c client_min_messages=warning";
        }

        return settings;
    }

    /// <summary>The one connection of a migration, which keeps a session lock and may run long statements.</summary>
    public static NpgsqlConnectionStringBuilder Single(DatabaseTarget.Postgres target, PoolOptions pool)
    {
        var settings = Common(target, pool);
        settings.Pooling = false;
        settings.CommandTimeout = 0;
        return settings;
    }

    public static NpgsqlDataSource Open(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        // We use none but built-in types: what the server has beside them need not be asked for at the first connection.
        _ = builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return settings.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }

    private static NpgsqlConnectionStringBuilder Common(DatabaseTarget.Postgres target, PoolOptions pool)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = string.Join(',', target.Hosts.Select(host => host.Port is { } port ? Invariant($"{host.Host}:{port}") : host.Host)),
            Database = target.Name,
            Username = target.User,
            Password = target.Password,
            ApplicationName = $"keywright {Dns.GetHostName()} {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}",
            Timeout = Seconds(pool.ConnectTimeout),
            Multiplexing = false,
            Enlist = false,
            // A peer that vanished is noticed, which a COMMIT that waits without a timeout needs.
            TcpKeepAlive = true,
            TcpKeepAliveTime = 30,
            TcpKeepAliveInterval = 10,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        foreach (var (key, value) in target.Settings)
        {
            Set(settings, key, value);
        }

        return settings;
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string key, string value)
    {
        switch (key)
        {
            case PostgresTarget.SslMode:
                settings.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
                break;
            case "sslrootcert":
                settings.RootCertificate = value;
                break;
            case "sslcert":
                settings.SslCertificate = value;
                break;
            case "sslkey":
                settings.SslKey = value;
                break;
            case "channel_binding":
                settings.ChannelBinding = Enum.TryParse<ChannelBinding>(value, ignoreCase: true, out var binding)
                    ? binding
                    : throw new FormatException("channel_binding is not one of disable, prefer, require");
                break;
            case "application_name":
                settings.ApplicationName = value;
                break;
            case "connect_timeout":
                settings.Timeout = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            default:
                break;
        }
    }

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
