using System.Net;

namespace Keywright.Database;

internal enum SqlType
{
    Text,
    Integer,
    Bigint,
    Blob,
    Id,
    Instant,
    Json,
    Ip,
    IdList,
    TextList,
    InstantList,
}

/// <summary>
/// A parameter with its type, so that a NULL is typed too. Values are kept unboxed where that is cheap;
/// <see cref="Object"/> is null for a SQL NULL of a reference type, and <see cref="IsNull"/> tells in every case.
/// </summary>
internal readonly struct SqlValue
{
    private SqlValue(SqlType type, object? value, long number = 0, Guid id = default, bool isNull = false)
    {
        Type = type;
        Object = value;
        Number = number;
        Id = id;
        IsNull = isNull;
    }

    public SqlType Type { get; }

    public bool IsNull { get; }

    /// <summary>The string, byte[], IPAddress or list.</summary>
    public object? Object { get; }

    /// <summary>The integer, or an instant as UTC ticks (cut to milliseconds).</summary>
    public long Number { get; }

    public Guid Id { get; }

    public static SqlValue Text(string? value) => new(SqlType.Text, value, isNull: value is null);

    public static SqlValue Integer(int? value) => new(SqlType.Integer, null, value ?? 0, isNull: value is null);

    public static SqlValue Bigint(long? value) => new(SqlType.Bigint, null, value ?? 0, isNull: value is null);

    public static SqlValue Blob(byte[]? value) => new(SqlType.Blob, value, isNull: value is null);

    public static SqlValue Uuid(Guid? value) => new(SqlType.Id, null, id: value ?? default, isNull: value is null);

    public static SqlValue Instant(DateTimeOffset? value) =>
        new(SqlType.Instant, null, value is { } instant ? Instants.Cut(instant).UtcTicks : 0, isNull: value is null);

    public static SqlValue Json(string? value) => new(SqlType.Json, value, isNull: value is null);

    public static SqlValue Ip(IPAddress? value) => new(SqlType.Ip, value, isNull: value is null);

    public static SqlValue Ids(IReadOnlyCollection<Guid> values) => new(SqlType.IdList, values);

    public static SqlValue Texts(IReadOnlyCollection<string> values) => new(SqlType.TextList, values);

    public static SqlValue InstantList(IReadOnlyCollection<DateTimeOffset> values) => new(SqlType.InstantList, values);
}
