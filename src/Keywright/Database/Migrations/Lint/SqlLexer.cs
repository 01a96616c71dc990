namespace Keywright.Database.Migrations.Lint;

/// <summary>
/// Takes a script apart, so that no rule is fooled by what stands in a comment, a literal or a function's body. It keeps the comments,
/// and forgives everything: what is not SQL is the database's to refuse.
/// </summary>
internal sealed class SqlLexer(string text, Dialect dialect)
{
    private readonly List<SqlToken> _tokens = [];
    private readonly List<SqlToken> _comments = [];
    private int _at;
    private int _line = 1;

    /// <summary>The tokens, and the comments that begin with two dashes.</summary>
    public (List<SqlToken> Tokens, List<SqlToken> Comments) Read()
    {
        while (_at < text.Length)
        {
            Next(text[_at]);
        }

        return (_tokens, _comments);
    }

    private void Next(char c)
    {
        switch (c)
        {
            case '-' when Peek(1) == '-':
                Add(_comments, SqlTokenKind.Text, UntilLineEnd());
                break;
            case '/' when Peek(1) == '*':
                Pass(BlockCommentEnd());
                break;
            case '\'':
                Add(_tokens, SqlTokenKind.Text, QuoteEnd('\'', HasBackslashes()));
                break;
            case '"' or '`' when c == '"' || dialect == Dialect.Sqlite:
                Name(QuoteEnd(c, backslashes: false), c);
                break;
            case '[' when dialect == Dialect.Sqlite:
                Name(After("]", _at + 1), ']');
                break;
            case '$' when dialect == Dialect.Postgres && DollarTag() is { } tag:
                Add(_tokens, SqlTokenKind.Text, After(tag, _at + tag.Length));
                break;
            case var letter when IsLetter(letter):
                Add(_tokens, SqlTokenKind.Word, While(here => IsLetter(here) || char.IsAsciiDigit(here) || here == '$'));
                break;
            case var digit when char.IsAsciiDigit(digit):
                Add(_tokens, SqlTokenKind.Number, While(here => char.IsAsciiLetterOrDigit(here) || here == '.'));
                break;
            case var space when char.IsWhiteSpace(space):
                Pass(_at + 1);
                break;
            default:
                Add(_tokens, SqlTokenKind.Sign, _at + 1);
                break;
        }
    }

    private void Add(List<SqlToken> list, SqlTokenKind kind, int end)
    {
        list.Add(new SqlToken(kind, text[_at..end], _line));
        Pass(end);
    }

    private void Name(int end, char quote)
    {
        var inner = text[(_at + 1)..Math.Max(_at + 1, end - 1)].Replace(new string(quote, 2), quote.ToString(), StringComparison.Ordinal);
        _tokens.Add(new SqlToken(SqlTokenKind.Name, inner, _line));
        Pass(end);
    }

    private void Pass(int end)
    {
        _line += text.AsSpan(_at, end - _at).Count('\n');
        _at = end;
    }

    private int UntilLineEnd() => text.IndexOf('\n', _at) is var end and >= 0 ? end : text.Length;

    private int While(Func<char, bool> belongs)
    {
        var end = _at + 1;
        while (end < text.Length && belongs(text[end]))
        {
            end++;
        }

        return end;
    }

    private int QuoteEnd(char quote, bool backslashes)
    {
        for (var at = _at + 1; at < text.Length; at++)
        {
            if (text[at] == '\\' && backslashes)
            {
                at++;
            }
            else if (text[at] == quote && at + 1 < text.Length && text[at + 1] == quote)
            {
                at++;
            }
            else if (text[at] == quote)
            {
                return at + 1;
            }
        }

        return text.Length;
    }

    /// <summary>Only PostgreSQL nests them.</summary>
    private int BlockCommentEnd()
    {
        var depth = 0;
        for (var at = _at; at < text.Length; at++)
        {
            var two = text.AsSpan(at, Math.Min(2, text.Length - at));
            if (two is "/*" && (depth == 0 || dialect == Dialect.Postgres))
            {
                depth++;
                at++;
            }
            else if (two is "*/")
            {
                depth--;
                at++;
            }

            if (depth == 0)
            {
                return at + 1;
            }
        }

        return text.Length;
    }

    /// <summary>E'…' has escapes.</summary>
    private bool HasBackslashes() =>
        dialect == Dialect.Postgres && _at > 0 && text[_at - 1] is 'e' or 'E' && _tokens is [.., { Text: "e" or "E" }];

    private string? DollarTag()
    {
        var end = _at + 1;
        while (end < text.Length && (IsLetter(text[end]) || (end > _at + 1 && char.IsAsciiDigit(text[end]))))
        {
            end++;
        }

        return end < text.Length && text[end] == '$' ? text[_at..(end + 1)] : null;
    }

    private int After(string mark, int from) =>
        from <= text.Length && text.IndexOf(mark, from, StringComparison.Ordinal) is var at and >= 0 ? at + mark.Length : text.Length;

    private char Peek(int distance) => _at + distance < text.Length ? text[_at + distance] : '\0';

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c == '_' || c > '\u007F';
}
