namespace Keywright.Database.Schema;

/// <summary>
/// A schema of PostgreSQL, read from its catalogs in one round trip. NOT NULL is a column's: version 18 lists it among the constraints too.
/// Storage parameters are the operator's to tune, so they are no part of a table.
/// </summary>
internal static class PostgresCatalog
{
    public static async ValueTask<IEnumerable<SchemaObject>> List(Tx tx, string schema)
    {
        Sql space = $"(SELECT oid FROM pg_namespace WHERE nspname = {schema})";
        var rows = await tx.List(
            $"""
            {Tables(space)} UNION ALL {Columns(space)} UNION ALL {Constraints(space)} UNION ALL {Indexes(space)} UNION ALL
            {Triggers(space)} UNION ALL {Rules(space)} UNION ALL {Functions(space)} UNION ALL {Types(space)}
            """,
            row => new SchemaObject(row.Text("kind"), row.Text("owner"), row.Text("name"), row.Text("definition")));
        return rows.Select(row => PostgresText.Normal(row, schema));
    }

    private static Sql Tables(Sql space) => $"""
        SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized-view' WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind,
               '' AS owner, c.relname::text AS name,
               CASE WHEN c.relkind IN ('v', 'm') THEN concat_ws(' ', c.reloptions::text, pg_get_viewdef(c.oid))
                    ELSE concat_ws(' ', CASE c.relkind WHEN 'p' THEN 'PARTITIONED' WHEN 'f' THEN 'FOREIGN' END,
                                   CASE WHEN c.relpersistence = 'u' THEN 'UNLOGGED' END,
                                   CASE WHEN c.relrowsecurity THEN 'ROW SECURITY' END) END AS definition
          FROM pg_class c WHERE c.relnamespace = {space} AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
        """;

    private static Sql Columns(Sql space) => $"""
        SELECT 'column', c.relname::text, a.attname::text,
               concat_ws(' ', format_type(a.atttypid, a.atttypmod),
                         CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation::text END,
                         CASE WHEN a.attnotnull THEN 'NOT NULL' END,
                         CASE WHEN a.attidentity <> '' THEN 'IDENTITY ' || a.attidentity::text END,
                         CASE WHEN a.attgenerated <> '' THEN 'GENERATED' WHEN d.oid IS NOT NULL THEN 'DEFAULT' END,
                         pg_get_expr(d.adbin, d.adrelid))
          FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          JOIN pg_type t ON t.oid = a.atttypid
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE c.relnamespace = {space} AND c.relkind IN ('r', 'p', 'f')
        """;

    private static Sql Constraints(Sql space) => $"""
        SELECT 'constraint', c.relname::text, k.conname::text, pg_get_constraintdef(k.oid)
          FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
         WHERE k.connamespace = {space} AND k.contype IN ('p', 'u', 'f', 'c', 'x')
        """;

    // Those of a constraint are told by it; but an invalid one is told in any case.
    private static Sql Indexes(Sql space) => $"""
        SELECT 'index', c.relname::text, x.relname::text,
               pg_get_indexdef(i.indexrelid)
               || CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN '' ELSE {SchemaObject.Invalid} END
          FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
         WHERE x.relnamespace = {space} AND c.relkind IN ('r', 'p', 'm')
           AND (NOT i.indisvalid OR NOT EXISTS
                (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')))
        """;

    // O: on, unless the session says it is a replica. D: off. A and R: other rules than the migrations gave.
    private static Sql Triggers(Sql space) => $"""
        SELECT 'trigger', c.relname::text, t.tgname::text,
               pg_get_triggerdef(t.oid) || CASE t.tgenabled::text WHEN 'O' THEN '' WHEN 'D' THEN {SchemaObject.Disabled}
                                                            ELSE ' [enabled ' || t.tgenabled::text || ']' END
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE c.relnamespace = {space} AND NOT t.tgisinternal
        """;

    private static Sql Rules(Sql space) => $"""
        SELECT 'rule', c.relname::text, r.rulename::text, pg_get_ruledef(r.oid)
          FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
         WHERE c.relnamespace = {space} AND r.rulename <> '_RETURN'
        """;

    private static Sql Functions(Sql space) => $"""
        SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, '',
               p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
               concat_ws(' ', 'RETURNS ' || pg_get_function_result(p.oid), 'LANGUAGE ' || l.lanname,
                         CASE p.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' END,
                         CASE WHEN p.proisstrict THEN 'STRICT' END, CASE WHEN p.prosecdef THEN 'SECURITY DEFINER' END,
                         'SET ' || array_to_string(p.proconfig, ', ')) || E'\n' || coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)
          FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
         WHERE p.pronamespace = {space}
        """;

    private static Sql Types(Sql space) => $"""
        SELECT 'type', '', t.typname::text,
               CASE t.typtype WHEN 'e' THEN (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                                               FROM pg_enum e WHERE e.enumtypid = t.oid)
                    ELSE concat_ws(' ', format_type(t.typbasetype, t.typtypmod), CASE WHEN t.typnotnull THEN 'NOT NULL' END, t.typdefault,
                                   (SELECT string_agg(pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname)
                                      FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c')) END
          FROM pg_type t WHERE t.typnamespace = {space} AND t.typtype IN ('e', 'd')
        """;
}
