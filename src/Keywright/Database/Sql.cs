using System.Net;
using System.Runtime.CompilerServices;

namespace Keywright.Database;

/// <summary>
/// A statement written as an interpolated string, whose holes become parameters; a hole that is itself a <see cref="Sql"/> is woven in.
/// Nothing converts a plain string to Sql, so a value cannot reach the statement's text. Tables are written <c>kw.users</c>;
/// <c>SqlText</c> renders that, and the holes, for a dialect.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Sql
{
    /// <summary>Stands in <see cref="Parts"/> for a parameter.</summary>
    public static readonly object Hole = new();

    /// <summary>
    /// Stands in <see cref="Parts"/> for a list parameter with its operator: <c>= ANY ($1)</c> or
    /// <c>IN (SELECT value FROM json_each(?1))</c>.
    /// </summary>
    public static readonly object InHole = new();

    private object[] _parts;
    private SqlValue[] _values;
    private int _partCount;
    private int _valueCount;

    public Sql(int literalLength, int formattedCount)
    {
        _ = literalLength;
        _parts = new object[(formattedCount * 2) + 1];
        _values = formattedCount == 0 ? [] : new SqlValue[formattedCount];
    }

    /// <summary>Literals (interned strings), <see cref="Hole"/> and <see cref="InHole"/>, in order.</summary>
    public ReadOnlySpan<object> Parts => _parts.AsSpan(0, _partCount);

    /// <summary>The values of the holes, in order.</summary>
    public ReadOnlySpan<SqlValue> Values => _values.AsSpan(0, _valueCount);

    public void AppendLiteral(string literal) => AddPart(literal);

    public void AppendFormatted(string? value) => AddValue(SqlValue.Text(value));

    public void AppendFormatted(int value) => AddValue(SqlValue.Integer(value));

    public void AppendFormatted(int? value) => AddValue(SqlValue.Integer(value));

    public void AppendFormatted(long value) => AddValue(SqlValue.Bigint(value));

    public void AppendFormatted(byte[]? value) => AddValue(SqlValue.Blob(value));

    public void AppendFormatted(Guid value) => AddValue(SqlValue.Uuid(value));

    public void AppendFormatted(Guid? value) => AddValue(SqlValue.Uuid(value));

    public void AppendFormatted(DateTimeOffset value) => AddValue(SqlValue.Instant(value));

    public void AppendFormatted(DateTimeOffset? value) => AddValue(SqlValue.Instant(value));

    public void AppendFormatted(Json value) => AddValue(SqlValue.Json(value.Text));

    public void AppendFormatted(IPAddress? value) => AddValue(SqlValue.Ip(value));

    public void AppendFormatted<TId>(TId value)
        where TId : struct, IId<TId> => AddValue(SqlValue.Uuid(value.Value));

    public void AppendFormatted<TId>(TId? value)
        where TId : struct, IId<TId> => AddValue(SqlValue.Uuid(value?.Value));

    public void AppendFormatted(SqlValue value) => AddValue(value);

    public void AppendFormatted(SqlList list)
    {
        AddPart(InHole);
        AddOnlyValue(list.Values);
    }

    public void AppendFormatted(Sql fragment)
    {
        foreach (var part in fragment.Parts)
        {
            AddPart(part);
        }

        foreach (var value in fragment.Values)
        {
            AddOnlyValue(value);
        }
    }

    /// <summary>An operator with its list: <c>WHERE id {Sql.In(ids)}</c>. An empty list matches nothing.</summary>
    public static SqlList In<TId>(IReadOnlyCollection<TId> ids)
        where TId : struct, IId<TId> => new(SqlValue.Ids([.. ids.Select(id => id.Value)]));

    /// <inheritdoc cref="In{TId}(IReadOnlyCollection{TId})"/>
    public static SqlList In(IReadOnlyCollection<string> texts) => new(SqlValue.Texts(texts));

    private void AddValue(SqlValue value)
    {
        AddPart(Hole);
        AddOnlyValue(value);
    }

    private void AddPart(object part)
    {
        if (_partCount == _parts.Length)
        {
            Array.Resize(ref _parts, Math.Max(4, _parts.Length * 2));
        }

        _parts[_partCount++] = part;
    }

    private void AddOnlyValue(SqlValue value)
    {
        if (_valueCount == _values.Length)
        {
            Array.Resize(ref _values, Math.Max(4, _values.Length * 2));
        }

        _values[_valueCount++] = value;
    }
}

/// <summary>A list parameter that brings its own operator, see <see cref="Sql.In{TId}"/>.</summary>
internal readonly record struct SqlList(SqlValue Values);
