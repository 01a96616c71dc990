using System.Net;
using Npgsql;
using NpgsqlTypes;

namespace Keywright.Database.Postgres;

/// <summary>Values as positional parameters, typed also where they are NULL, and not boxed.</summary>
internal static class PostgresParameters
{
    public static NpgsqlParameter Make(SqlValue value)
    {
        var type = TypeOf(value.Type);
        if (value.IsNull)
        {
            return new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value };
        }

        return value.Type switch
        {
            SqlType.Text or SqlType.Json => Typed((string)value.Object!, type),
            SqlType.Integer => Typed((int)value.Number, type),
            SqlType.Bigint => Typed(value.Number, type),
            SqlType.Blob => Typed((byte[])value.Object!, type),
            SqlType.Id => Typed(value.Id, type),
            SqlType.Instant => Typed(new DateTime(value.Number, DateTimeKind.Utc), type),
            SqlType.Ip => Typed((IPAddress)value.Object!, type),
            SqlType.IdList => Typed<Guid[]>([.. (IReadOnlyCollection<Guid>)value.Object!], type),
            SqlType.TextList => Typed<string[]>([.. (IReadOnlyCollection<string>)value.Object!], type),
            SqlType.InstantList => Typed(Instants((IReadOnlyCollection<DateTimeOffset>)value.Object!), type),
            _ => throw new InvalidOperationException($"{value.Type} has no parameter."),
        };
    }

    private static NpgsqlParameter<T> Typed<T>(T value, NpgsqlDbType type) => new() { TypedValue = value, NpgsqlDbType = type };

    private static DateTime[] Instants(IReadOnlyCollection<DateTimeOffset> instants) =>
        [.. instants.Select(instant => Database.Instants.Cut(instant).UtcDateTime)];

    private static NpgsqlDbType TypeOf(SqlType type) => type switch
    {
        SqlType.Text => NpgsqlDbType.Text,
        SqlType.Integer => NpgsqlDbType.Integer,
        SqlType.Bigint => NpgsqlDbType.Bigint,
        SqlType.Blob => NpgsqlDbType.Bytea,
        SqlType.Id => NpgsqlDbType.Uuid,
        SqlType.Instant => NpgsqlDbType.TimestampTz,
        SqlType.Json => NpgsqlDbType.Jsonb,
        SqlType.Ip => NpgsqlDbType.Inet,
        SqlType.IdList => NpgsqlDbType.Array | NpgsqlDbType.Uuid,
        SqlType.TextList => NpgsqlDbType.Array | NpgsqlDbType.Text,
        SqlType.InstantList => NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        _ => throw new InvalidOperationException($"{type} has no parameter."),
    };
}
