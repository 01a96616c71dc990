using System.Net;
using Npgsql;

namespace Keywright.Database.Postgres;

internal sealed class PostgresRow(NpgsqlDataReader reader) : Row
{
    public override bool IsNull(string column) => reader.IsDBNull(reader.GetOrdinal(column));

    public override string Text(string column) => reader.GetString(reader.GetOrdinal(column));

    public override int Int(string column) => reader.GetInt32(reader.GetOrdinal(column));

    public override long Long(string column) => reader.GetInt64(reader.GetOrdinal(column));

    public override byte[] Bytes(string column) => reader.GetFieldValue<byte[]>(reader.GetOrdinal(column));

    public override Guid Uuid(string column) => reader.GetGuid(reader.GetOrdinal(column));

    public override DateTimeOffset Instant(string column) =>
        new(reader.GetDateTime(reader.GetOrdinal(column)).Ticks, TimeSpan.Zero);

    public override IPAddress? Ip(string column) =>
        reader.GetOrdinal(column) is var at && reader.IsDBNull(at) ? null : reader.GetFieldValue<IPAddress>(at);
}
