using System.Net;

namespace Keywright.Database;

/// <summary>
/// The row that a statement stands on, read by column name. Valid only inside the <c>read</c> function it is handed to.
/// A method without <c>OrNull</c> demands a value.
/// </summary>
internal abstract class Row
{
    public abstract bool IsNull(string column);

    public abstract string Text(string column);

    public abstract int Int(string column);

    public abstract long Long(string column);

    public abstract byte[] Bytes(string column);

    public abstract Guid Uuid(string column);

    public abstract DateTimeOffset Instant(string column);

    public abstract IPAddress? Ip(string column);

    public string? TextOrNull(string column) => IsNull(column) ? null : Text(column);

    public int? IntOrNull(string column) => IsNull(column) ? null : Int(column);

    public long? LongOrNull(string column) => IsNull(column) ? null : Long(column);

    public byte[]? BytesOrNull(string column) => IsNull(column) ? null : Bytes(column);

    public DateTimeOffset? InstantOrNull(string column) => IsNull(column) ? null : Instant(column);

    public TId Id<TId>(string column)
        where TId : struct, IId<TId> => TId.From(Uuid(column));

    public TId? IdOrNull<TId>(string column)
        where TId : struct, IId<TId> => IsNull(column) ? null : TId.From(Uuid(column));
}
