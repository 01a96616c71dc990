using System.Buffers.Text;
using System.Globalization;

namespace Keywright.Http;

/// <summary>A page asked for: at most <paramref name="Limit"/> rows, those after the row <paramref name="After"/>.</summary>
internal sealed record Page(int Limit, Guid? After);

/// <summary>A list on the wire.</summary>
internal sealed record Listing<T>(IReadOnlyList<T> Data, string? NextCursor);

/// <summary><c>?limit=&amp;cursor=</c> of every list. The cursor is the id of the last row, unreadable so that nobody builds one.</summary>
internal static class Paging
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    private const int IdLength = 16;

    /// <summary>The page that a request asks for, or null with the <paramref name="refusal"/>.</summary>
    public static Page? Parse(Call call, out IResult? refusal)
    {
        var limit = DefaultLimit;
        if (call.Query("limit") is { } limitText
            && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            refusal = Problems.Invalid("limit", $"must be a number from 1 to {MaxLimit}.");
            return null;
        }

        Guid? after = null;
        if (call.Query("cursor") is { } cursor && (after = Decode(cursor)) is null)
        {
            refusal = Problems.Invalid("cursor", "is not a cursor that this list gave out.");
            return null;
        }

        refusal = null;
        return new Page(limit, after);
    }

    /// <summary>
    /// The listing of <paramref name="rows"/>, of which one more than the limit was read: its presence tells that there is a next page.
    /// </summary>
    public static Listing<T> Listing<TRow, T>(Page page, IReadOnlyList<TRow> rows, Func<TRow, T> show, Func<TRow, Guid> id)
    {
        var more = rows.Count > page.Limit;
        var shown = more ? rows.Take(page.Limit) : rows;
        return new Listing<T>([.. shown.Select(show)], more ? Encode(id(rows[page.Limit - 1])) : null);
    }

    public static string Encode(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    public static Guid? Decode(string cursor)
    {
        Span<byte> bytes = stackalloc byte[IdLength];
        return cursor.Length == Base64Url.GetEncodedLength(IdLength)
            && Base64Url.IsValid(cursor)
            && Base64Url.TryDecodeFromChars(cursor, bytes, out var written)
            && written == IdLength
                ? new Guid(bytes, bigEndian: true)
                : null;
    }
}
