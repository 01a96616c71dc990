using System.Text;
using System.Text.RegularExpressions;
using Keywright.Database.Schema;

namespace Keywright.Tests.Database.Schema;

/// <summary>Writes docs/schema.md: what both databases hold, with a sentence for each thing.</summary>
internal sealed partial class SchemaReference(SchemaSnapshot postgres, SchemaSnapshot sqlite, IReadOnlyDictionary<string, string> sentences)
{
    private const string Introduction = """
        # Schema

        <!-- Written by SchemaReferenceTests from the schema that migrating an empty database gives. -->

        The tables of the schema `keywright` (PostgreSQL; `Schema` gives it another name) or of the SQLite file. Ids are
        UUIDv7, instants are UTC in milliseconds: on SQLite lower-case and fixed-width text, which sorts as it should.
        Secrets are stored as hashes, or encrypted where they are needed again. Columns named `last_…` have no index on
        purpose: they change at every use.

        `keywright db verify` compares a database with this schema, and a server does so when it starts. The files are in
        [sql](../src/Keywright/Database/Migrations/sql) and may be run by hand, in order, with psql (which needs the
        schema as its `search_path`) or sqlite3.
        """;

    private readonly StringBuilder _text = new();
    private readonly List<string> _missing = [];

    /// <summary>What has no sentence yet.</summary>
    public IReadOnlyList<string> Missing => _missing;

    public string Write()
    {
        _text.AppendLine(Introduction).AppendLine("\n## Tables");
        foreach (var table in postgres.Objects.Where(thing => thing.Kind == SchemaObject.TableKind))
        {
            Table(table);
        }

        _text.AppendLine("\n## Views\n\nIn both databases, by the database's own clock.\n\n| view | shows |\n|---|---|");
        foreach (var view in postgres.Objects.Where(thing => thing.Kind == "view"))
        {
            _text.AppendLine($"| `{view.Name}` | {Sentence("view", view.Name)} |");
        }

        _text.AppendLine("\n## Functions\n\nOn PostgreSQL only.\n\n| function | does |\n|---|---|");
        foreach (var function in postgres.Objects.Where(thing => thing.Kind == "function"))
        {
            var returns = Returns().Match(function.Definition).Groups[1].Value;
            _text.AppendLine($"| `{function.Name} → {returns}` | {Sentence("function", function.Name.Split('(')[0])} |");
        }

        return _text.ToString();
    }

    private void Table(SchemaObject table)
    {
        _text.AppendLine($"\n### {table.Name}\n\n{Sentence("table", table.Name)}\n\n| column | PostgreSQL | SQLite |\n|---|---|---|");
        foreach (var column in Of(postgres, table, SchemaObject.ColumnKind))
        {
            var lite = sqlite.Find(column.Key)?.Definition ?? "";
            _text.AppendLine($"| `{column.Name}` | {Code(column.Definition)} | {Code(lite)} |");
        }

        _text.AppendLine("\nConstraints (PostgreSQL; on SQLite the same, as part of the table):\n");
        foreach (var constraint in Of(postgres, table, SchemaObject.ConstraintKind))
        {
            _text.AppendLine($"- {Code(constraint.Definition)}");
        }

        Things(
            table, SchemaObject.IndexKind, "\n| index | on | serves |\n|---|---|---|",
            index => $" {Code(On().Match(index.Definition).Groups[1].Value)} |");
        Things(table, SchemaObject.TriggerKind, "\n| trigger | does |\n|---|---|", _ => "");
    }

    private void Things(SchemaObject table, string kind, string heading, Func<SchemaObject, string> more)
    {
        var things = Of(postgres, table, kind).Concat(Of(sqlite, table, kind).Where(thing => postgres.Find(thing.Key) is null)).ToList();
        if (things.Count > 0)
        {
            _text.AppendLine(heading);
        }

        foreach (var thing in things)
        {
            var only = sqlite.Find(thing.Key) is null ? " (PostgreSQL only)" : postgres.Find(thing.Key) is null ? " (SQLite only)" : "";
            _text.AppendLine($"| `{thing.Name}`{only} |{more(thing)} {Sentence(kind, thing.Name)} |");
        }
    }

    private static IEnumerable<SchemaObject> Of(SchemaSnapshot schema, SchemaObject table, string kind) =>
        schema.Objects.Where(thing => thing.Kind == kind && thing.Table == table.Name);

    private string Sentence(string kind, string name)
    {
        if (sentences.TryGetValue($"{kind} {name}", out var sentence))
        {
            return sentence;
        }

        _missing.Add($"{kind} {name}");
        return "";
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    [GeneratedRegex(@" ON \S+ (?:USING (?:btree )?)?(.*)$", RegexOptions.Singleline)]
    private static partial Regex On();

    [GeneratedRegex(@"^RETURNS (\w+)")]
    private static partial Regex Returns();
}
