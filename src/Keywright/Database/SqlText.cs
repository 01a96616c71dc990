using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Keywright.Database;

/// <summary>
/// Renders a <see cref="Sql"/> as the text of a dialect: <c>kw.users</c> becomes <c>"schema".users</c> or, without a schema,
/// <c>users</c>; holes become <c>$1</c> or <c>?1</c>. Literals are the same objects each time a statement is made, so their references are
/// the key of a cache: a repeated statement costs no concatenation, and one text is one string, whatever it was woven from.
/// </summary>
internal static class SqlText
{
    // Statements are finite, their optional fragments included. The bound is for the mistake that would make them not.
    private const int MostEntries = 100_000;

    private static readonly ConcurrentDictionary<int, Entry> Cache = new();
    private static int EntryCount;

    public static string Render(Sql sql, Dialect dialect, string schema)
    {
        var parts = sql.Parts;
        var hash = HashOf(parts, dialect);
        _ = Cache.TryGetValue(hash, out var first);
        for (var entry = first; entry is not null; entry = entry.Next)
        {
            if (entry.Fits(parts, dialect, schema))
            {
                return entry.Text;
            }
        }

        var text = Compose(parts, dialect, schema);
        return EntryCount < MostEntries ? Keep(hash, new Entry(parts.ToArray(), dialect, schema, string.Intern(text))) : text;
    }

    private static string Keep(int hash, Entry entry)
    {
        _ = Interlocked.Increment(ref EntryCount);
        _ = Cache.AddOrUpdate(
            hash,
            static (_, added) => added,
            static (_, first, added) => new Entry(added.Parts, added.Dialect, added.Schema, added.Text) { Next = first },
            entry);
        return entry.Text;
    }

    private static int HashOf(ReadOnlySpan<object> parts, Dialect dialect)
    {
        var hash = (int)dialect;
        foreach (var part in parts)
        {
            hash = (hash * 31) + RuntimeHelpers.GetHashCode(part);
        }

        return hash;
    }

    private static string Compose(ReadOnlySpan<object> parts, Dialect dialect, string schema)
    {
        var prefix = schema.Length == 0 ? "" : $"\"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\".";
        var text = new StringBuilder();
        var number = 0;
        foreach (var part in parts)
        {
            if (part is string literal)
            {
                AppendLiteral(text, literal, prefix);
                continue;
            }

            number++;
            var hole = dialect.Choose("?", "$") + number.ToString(CultureInfo.InvariantCulture);
            _ = ReferenceEquals(part, Sql.Hole)
                ? text.Append(hole)
                : text.Append(dialect.Choose($"IN (SELECT value FROM json_each({hole}))", $"= ANY ({hole})"));
        }

        return text.ToString();
    }

    private static void AppendLiteral(StringBuilder text, string literal, string prefix)
    {
        const string Pseudo = "kw.";
        var from = 0;
        for (var at = Next(0); at >= 0; at = Next(from))
        {
            _ = text.Append(literal, from, at - from);
            var isWordsEnd = text.Length > 0 && (char.IsAsciiLetterOrDigit(text[^1]) || text[^1] is '_' or '.');
            _ = text.Append(isWordsEnd ? Pseudo : prefix);
            from = at + Pseudo.Length;
        }

        _ = text.Append(literal, from, literal.Length - from);

        int Next(int start) => literal.IndexOf(Pseudo, start, StringComparison.Ordinal);
    }

    private sealed record Entry(object[] Parts, Dialect Dialect, string Schema, string Text)
    {
        public Entry? Next { get; init; }

        public bool Fits(ReadOnlySpan<object> parts, Dialect dialect, string schema)
        {
            if (Dialect != dialect || parts.Length != Parts.Length || Schema != schema)
            {
                return false;
            }

            for (var i = 0; i < parts.Length; i++)
            {
                if (!ReferenceEquals(parts[i], Parts[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
