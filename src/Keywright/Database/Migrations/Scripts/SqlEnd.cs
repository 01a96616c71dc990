namespace Keywright.Database.Migrations.Scripts;

/// <summary>Tells the semicolons that end a statement from those inside one.</summary>
internal abstract class SqlEnd
{
    /// <summary>Takes the tokens one after another.</summary>
    public abstract bool IsEnd(SqlToken token);
}

/// <summary>As psql does: not in parentheses (rules), nor in the body of a function in standard SQL, BEGIN ATOMIC … END.</summary>
internal sealed class PostgresEnd : SqlEnd
{
    private SqlToken _before;
    private int _parentheses;
    private int _blocks;

    public override bool IsEnd(SqlToken token)
    {
        if (token.Is(";") && _parentheses == 0 && _blocks == 0)
        {
            _before = default;
            return true;
        }

        _parentheses = token.Is("(") ? _parentheses + 1 : token.Is(")") ? Math.Max(0, _parentheses - 1) : _parentheses;
        if (_parentheses == 0)
        {
            Count(token);
        }

        _before = token;
        return false;
    }

    private void Count(SqlToken token)
    {
        // CASE … END is all that nests in there, and "case" can't be a name without quotes.
        var begins = _blocks == 0 ? token.Is("ATOMIC") && _before.Is("BEGIN") : token.Is("CASE");
        if (begins)
        {
            _blocks++;
        }
        else if (_blocks > 0 && token.Is("END"))
        {
            _blocks--;
        }
    }
}

/// <summary>As <c>sqlite3_complete</c> does: a trigger ends with <c>; END ;</c> only.</summary>
internal sealed class SqliteEnd : SqlEnd
{
    private enum State
    {
        Start,
        Normal,
        Explain,
        Create,
        Trigger,
        Semicolon,
        End,
    }

    private State _state = State.Start;

    public override bool IsEnd(SqlToken token)
    {
        _state = token.Is(";") ? Semicolon() : Word(token);
        return _state == State.Start;
    }

    private State Semicolon() => _state is State.Trigger or State.Semicolon ? State.Semicolon : State.Start;

    private State Word(SqlToken token) => _state switch
    {
        State.Start or State.Explain when token.Is("CREATE") => State.Create,
        State.Start when token.Is("EXPLAIN") => State.Explain,
        State.Explain when !token.Is("TRIGGER") && !token.Is("END") => State.Explain,
        State.Create when token.Is("TEMP") || token.Is("TEMPORARY") => State.Create,
        State.Create when token.Is("TRIGGER") => State.Trigger,
        State.Semicolon when token.Is("END") => State.End,
        State.Trigger or State.Semicolon or State.End => State.Trigger,
        _ => State.Normal,
    };
}
