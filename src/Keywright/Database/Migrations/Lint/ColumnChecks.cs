namespace Keywright.Database.Migrations.Lint;

/// <summary>Columns that ALTER TABLE adds or changes.</summary>
internal static class ColumnChecks
{
    /// <summary>What ends the expression after DEFAULT.</summary>
    private static readonly string[] AfterDefault =
        ["NOT", "NULL", "CHECK", "UNIQUE", "PRIMARY", "REFERENCES", "CONSTRAINT", "GENERATED", "COLLATE", "DEFERRABLE"];

    /// <summary>What has brackets behind it and is one value for all rows; of other functions nobody knows.</summary>
    private static readonly string[] Stable =
    [
        "now", "transaction_timestamp", "statement_timestamp", "current_timestamp", "current_time", "localtimestamp", "localtime",
        "date_trunc", "to_timestamp", "to_date", "make_date", "make_interval", "make_timestamptz", "coalesce", "lower", "upper",
        "current_setting", "jsonb_build_object", "jsonb_build_array", "json_build_object", "json_build_array", "array_fill", "decode",
        "numeric", "decimal", "varchar", "char", "character", "varying", "bpchar", "timestamp", "timestamptz", "time", "timetz", "interval",
        "bit", "float", "cast", "in", "array",
    ];

    private static readonly string[] Serials = ["serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"];

    public static IEnumerable<LintFinding> Added(string table, LintCursor action, LintContext context)
    {
        _ = action.Take("COLUMN");
        _ = action.Take("IF", "NOT", "EXISTS");
        var line = action.Line;
        var column = $"{table}.{action.Name()}";
        var definition = action.Rest;
        var value = Default(definition);
        var isSerial = definition.Any(token => Serials.Contains(token.Identifier) && token.IsIdentifier);
        var isGenerated = isSerial || LintCursor.Find(definition, "GENERATED") >= 0;

        if (LintCursor.Find(definition, "NOT", "NULL") >= 0 && value.Count == 0 && !isGenerated)
        {
            yield return context.Found(LintRules.AddColumnNotNull, line, column);
        }

        if (context.IsPostgres ? isGenerated || IsVolatile(value) : IsComputed(value))
        {
            yield return context.Found(context.IsPostgres ? LintRules.AddColumnVolatileDefault : LintRules.AddColumnDefault, line, column);
        }

        if (LintCursor.Find(definition, "UNIQUE") >= 0 || LintCursor.Find(definition, "PRIMARY", "KEY") >= 0)
        {
            yield return context.Found(context.IsPostgres ? LintRules.AddUnique : LintRules.AddColumnUnique, line, column);
        }

        if (context.IsPostgres && LintCursor.Find(definition, "REFERENCES") >= 0)
        {
            yield return context.Found(LintRules.AddForeignKey, line, column);
        }
    }

    public static IEnumerable<LintFinding> Altered(string table, LintCursor action, LintContext context)
    {
        var line = action.Line;
        _ = action.Take("COLUMN");
        var column = action.Name();
        if (action.Take("TYPE") || action.Take("SET", "DATA", "TYPE"))
        {
            yield return context.Found(LintRules.AlterColumnType, line, $"{table}.{column}");
        }
        else if (column is not null && action.Take("SET", "NOT", "NULL") && !context.Memory.IsProvenNotNull(table, column))
        {
            yield return context.Found(LintRules.SetNotNull, line, $"{table}.{column}");
        }
    }

    private static List<LintToken> Default(IReadOnlyList<LintToken> definition)
    {
        var start = LintCursor.Find(definition, "DEFAULT");
        var value = new List<LintToken>();
        var depth = 0;
        for (var at = start + 1; start >= 0 && at < definition.Count; at++)
        {
            var token = definition[at];
            // DEFAULT NULL is no default.
            if (depth == 0 && AfterDefault.Any(token.Is))
            {
                break;
            }

            depth += token.Is("(") ? 1 : token.Is(")") ? -1 : 0;
            value.Add(token);
        }

        return value;
    }

    private static bool IsVolatile(List<LintToken> value) => value.Zip(value.Skip(1)).Any(pair =>
        pair.First.IsIdentifier && pair.Second.Is("(") && !Stable.Contains(pair.First.Identifier));

    /// <summary>SQLite takes literals and signed numbers; the words for now, and anything in brackets, it refuses.</summary>
    private static bool IsComputed(List<LintToken> value) =>
        value.Count > 0 && (value[0].Is("(") || value.Any(token => token.Is("CURRENT_TIMESTAMP") || token.Is("CURRENT_DATE")
            || token.Is("CURRENT_TIME")));
}
