namespace Keywright.Database.Migrations.Lint;

/// <summary>Reads a statement from left to right.</summary>
internal sealed class LintCursor(IReadOnlyList<LintToken> tokens)
{
    private int _at;

    public bool IsAtEnd => _at >= tokens.Count;

    public int Line => tokens[Math.Min(_at, tokens.Count - 1)].Line;

    /// <summary>What was not read yet.</summary>
    public IReadOnlyList<LintToken> Rest => [.. tokens.Skip(_at)];

    /// <summary>Where these words stand one after another, or -1.</summary>
    public static int Find(IReadOnlyList<LintToken> tokens, params ReadOnlySpan<string> words)
    {
        for (var start = 0; start + words.Length <= tokens.Count; start++)
        {
            if (Stand(tokens, start, words))
            {
                return start;
            }
        }

        return -1;
    }

    /// <summary>Passes these words when they come next, all of them.</summary>
    public bool Take(params ReadOnlySpan<string> words)
    {
        if (_at + words.Length > tokens.Count || !Stand(tokens, _at, words))
        {
            return false;
        }

        _at += words.Length;
        return true;
    }

    /// <summary>Passes one of these words.</summary>
    public bool TakeAny(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Take(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The last part of a name that may be qualified, or null where none comes next.</summary>
    public string? Name()
    {
        string? name = null;
        while (!IsAtEnd && tokens[_at].IsIdentifier)
        {
            name = tokens[_at++].Identifier;
            if (!Take("."))
            {
                return name;
            }
        }

        return name;
    }

    /// <summary>The rest, cut at the commas that stand in no brackets.</summary>
    public IEnumerable<LintCursor> Parts()
    {
        var (start, depth) = (_at, 0);
        for (var at = _at; at < tokens.Count; at++)
        {
            depth += tokens[at].Is("(") ? 1 : tokens[at].Is(")") ? -1 : 0;
            if (depth == 0 && tokens[at].Is(","))
            {
                yield return new LintCursor([.. tokens.Skip(start).Take(at - start)]);
                start = at + 1;
            }
        }

        if (start < tokens.Count)
        {
            yield return new LintCursor([.. tokens.Skip(start)]);
        }
    }

    private static bool Stand(IReadOnlyList<LintToken> tokens, int start, ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!tokens[start + i].Is(words[i]))
            {
                return false;
            }
        }

        return true;
    }
}
