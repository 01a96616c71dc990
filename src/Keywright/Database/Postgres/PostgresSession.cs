using System.Globalization;

namespace Keywright.Database.Postgres;

/// <summary>What every unit on a connection needs to know.</summary>
/// <param name="Schema">Where <c>kw.</c> is.</param>
/// <param name="SetTimeout">Limits the statements of one transaction, where a pooler allows no limit for the session.</param>
internal sealed record PostgresSession(string Schema, string? SetTimeout)
{
    public static PostgresSession Of(DatabaseSettings settings)
    {
        var timeout = ((long)settings.Pool.CommandTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        return new(settings.Schema, settings.Pooler == Pooler.Transaction ? "SET LOCAL statement_timeout = " + timeout : null);
    }
}
