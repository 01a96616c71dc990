namespace Keywright.Database.Migrations.Scripts;

/// <summary>
/// Words, quoted things and signs of a script; what it passes over is space and comments. PostgreSQL 18 §4.1 and the tokenizer of SQLite:
/// everything that can hide a semicolon is known here, and nothing else is. What is not closed reaches to the end.
/// </summary>
internal sealed class SqlLexer(Dialect dialect, string text)
{
    private int _at;

    private bool IsPostgres => dialect == Dialect.Postgres;

    public bool Next(out SqlToken token)
    {
        SkipBlanks();
        var start = _at;
        if (start == text.Length)
        {
            token = default;
            return false;
        }

        var kind = Take(text[start]);
        token = new SqlToken(kind, text[start.._at], start);
        return true;
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' || c > 127;

    private SqlTokenKind Take(char first)
    {
        switch (first)
        {
            case '\'':
                Quoted('\'', hasBackslashes: false);
                return SqlTokenKind.Text;
            case 'E' or 'e' when IsPostgres && At(_at + 1) == '\'':
                _at++;
                Escaped();
                return SqlTokenKind.Text;
            case '"':
                Quoted('"', hasBackslashes: false);
                return SqlTokenKind.Name;
            case '`' when !IsPostgres:
                Quoted('`', hasBackslashes: false);
                return SqlTokenKind.Name;
            case '[' when !IsPostgres:
                To("]");
                return SqlTokenKind.Name;
            case '$' when IsPostgres && DollarQuote() is { } quote:
                _at += quote.Length;
                To(quote);
                return SqlTokenKind.Text;
            case '$' when IsPostgres:
                _at++;
                return SqlTokenKind.Sign;
            default:
                return WordOrSign(first);
        }
    }

    private SqlTokenKind WordOrSign(char first)
    {
        if (!IsWord(first))
        {
            _at++;
            return SqlTokenKind.Sign;
        }

        while (IsWord(At(_at)))
        {
            _at++;
        }

        return char.IsAsciiDigit(first) ? SqlTokenKind.Number : SqlTokenKind.Word;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\n' or '\r' or '\f' or '\v')
            {
                _at++;
            }
            else if (Starts("--"))
            {
                EndOfLine();
            }
            else if (Starts("/*"))
            {
                Comment();
            }
            else
            {
                return;
            }
        }
    }

    // A carriage return alone ends the line for PostgreSQL, not for SQLite.
    private void EndOfLine()
    {
        while (_at < text.Length && text[_at] != '\n' && !(IsPostgres && text[_at] == '\r'))
        {
            _at++;
        }
    }

    /// <summary>Those of PostgreSQL nest.</summary>
    private void Comment()
    {
        var depth = 0;
        do
        {
            if (Starts("/*") && (IsPostgres || depth == 0))
            {
                depth++;
                _at += 2;
            }
            else if (Starts("*/"))
            {
                depth--;
                _at += 2;
            }
            else
            {
                _at++;
            }
        }
        while (depth > 0 && _at < text.Length);
    }

    /// <summary>From the quote to its end; twice the quote is the quote.</summary>
    private void Quoted(char quote, bool hasBackslashes)
    {
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] == '\\' && hasBackslashes)
            {
                _at++;
            }
            else if (text[_at] == quote && At(_at + 1) == quote)
            {
                _at++;
            }
            else if (text[_at] == quote)
            {
                _at++;
                return;
            }
        }

        _at = text.Length;
    }

    /// <summary>E'…' and, after a line break, its continuations, in which the backslash escapes too.</summary>
    private void Escaped()
    {
        Quoted('\'', hasBackslashes: true);
        while (Continuation() is { } next)
        {
            _at = next;
            Quoted('\'', hasBackslashes: true);
        }
    }

    private int? Continuation()
    {
        var (at, hasBreak) = (_at, false);
        while (at < text.Length)
        {
            if (text[at] is '\n' or '\r')
            {
                hasBreak = true;
            }
            else if (text[at] == '-' && At(at + 1) == '-')
            {
                at = text.AsSpan(at).IndexOfAny('\n', '\r') is var length && length < 0 ? text.Length : at + length;
                continue;
            }
            else if (text[at] is not (' ' or '\t' or '\f' or '\v'))
            {
                break;
            }

            at++;
        }

        return hasBreak && At(at) == '\'' ? at : null;
    }

    /// <summary><c>$$</c> or <c>$tag$</c>, if that is what is here.</summary>
    private string? DollarQuote()
    {
        var end = _at + 1;
        while (IsWord(At(end)) && text[end] != '$')
        {
            end++;
        }

        return At(end) == '$' && !char.IsAsciiDigit(text[_at + 1]) ? text[_at..(end + 1)] : null;
    }

    private void To(string end)
    {
        var found = text.IndexOf(end, _at, StringComparison.Ordinal);
        _at = found < 0 ? text.Length : found + end.Length;
    }

    private bool Starts(string what) => string.CompareOrdinal(text, _at, what, 0, what.Length) == 0;

    private char At(int at) => at < text.Length ? text[at] : '\0';
}
