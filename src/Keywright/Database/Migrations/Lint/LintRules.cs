using static Keywright.Database.Migrations.Lint.LintSeverity;

namespace Keywright.Database.Migrations.Lint;

/// <summary>All rules. docs/guides/migrations.md lists them.</summary>
internal static class LintRules
{
    // ---- Locks and rewrites: PostgreSQL ----
    public static readonly LintRule AlterColumnType = new("alter-column-type", Warning,
        "changing a type rewrites the table and its indexes, and nobody can read it meanwhile",
        "Add a column of the new type, backfill it in batches, switch the application, drop the old one (expand, backfill, contract).");

    public static readonly LintRule SetNotNull = new("set-not-null", Warning,
        "the whole table is read while nobody can use it",
        "First ADD CONSTRAINT … CHECK (column IS NOT NULL) NOT VALID, in a later file VALIDATE CONSTRAINT: SET NOT NULL then believes it.");

    public static readonly LintRule AddColumnVolatileDefault = new("add-column-volatile-default", Warning,
        "a value that differs from row to row rewrites the table, and nobody can read it meanwhile",
        "Add the column without it, ALTER COLUMN … SET DEFAULT for new rows, and backfill the old ones in batches.");

    public static readonly LintRule AddConstraint = new("add-constraint", Warning,
        "all rows are checked while nobody can write",
        "Add it NOT VALID, and VALIDATE CONSTRAINT in a later file, which lets others write.");

    public static readonly LintRule AddForeignKey = new("add-foreign-key", Warning,
        "all rows are looked up while nobody can write to either table",
        "Add it NOT VALID, and VALIDATE CONSTRAINT in a later file, which lets others write.");

    public static readonly LintRule AddUnique = new("add-unique", Warning,
        "the index is built while nobody can read or write",
        "CREATE UNIQUE INDEX CONCURRENTLY in a file of its own, then ADD CONSTRAINT … UNIQUE USING INDEX.");

    public static readonly LintRule ValidateAtOnce = new("validate-at-once", Warning,
        "the lock of the same transaction's ADD CONSTRAINT is held while all rows are checked",
        "Validate in a file of its own: only then others can write meanwhile.");

    public static readonly LintRule RewriteTable = new("rewrite-table", Warning,
        "the table is written anew while nobody can read it",
        "Do it when nobody needs the table, or copy into a new table and switch.");

    public static readonly LintRule DisableTrigger = new("disable-trigger", Warning,
        "what the trigger keeps true is not kept, for everybody, until it is enabled again",
        "SET LOCAL session_replication_role = replica holds for this transaction only.");

    public static readonly LintRule AlterWithData = new("alter-with-data", Warning,
        "the lock of this transaction's ALTER TABLE is held while rows are changed",
        "Change the rows in a file of its own (phase: backfill).");

    // ---- Indexes ----
    public static readonly LintRule IndexNotConcurrent = new("index-not-concurrent", Warning,
        "nobody can write to the table while the index is built",
        "CREATE INDEX CONCURRENTLY, in a file that opens with -- transaction: none.");

    public static readonly LintRule IndexOnBigTable = new("index-on-big-table", Error,
        "nobody can write to this big table while the index is built",
        "CREATE INDEX CONCURRENTLY, in a file that opens with -- transaction: none.");

    public static readonly LintRule DropIndexNotConcurrent = new("drop-index-not-concurrent", Warning,
        "it waits for all who use the table, and all who come later wait behind it",
        "DROP INDEX CONCURRENTLY, in a file that opens with -- transaction: none.");

    public static readonly LintRule ReindexNotConcurrent = new("reindex-not-concurrent", Warning,
        "nobody can write while the index is built anew",
        "REINDEX … CONCURRENTLY, in a file that opens with -- transaction: none.");

    public static readonly LintRule ConcurrentlyIfNotExists = new("concurrently-if-not-exists", Error,
        "an INVALID index, left by a try that failed, is taken for the finished one",
        "Leave IF NOT EXISTS out: what a failed try has left is dropped and built anew by migrate up.");

    // ---- Transactions ----
    public static readonly LintRule ConcurrentlyInTransaction = new("concurrently-in-transaction", Error,
        "PostgreSQL refuses CONCURRENTLY in a transaction, and a file is one",
        "Put it into a file of its own that opens with -- transaction: none.");

    public static readonly LintRule NotInTransaction = new("not-in-transaction", Error,
        "this statement is refused in a transaction, and a file is one",
        "Put it into a file of its own that opens with -- transaction: none.");

    public static readonly LintRule TransactionStatement = new("transaction-statement", Error,
        "a file is one transaction, begun and ended with its row of the history",
        "Leave it out. What needs no transaction goes into a file that opens with -- transaction: none.");

    public static readonly LintRule NeedlessNoTransaction = new("needless-no-transaction", Warning,
        "without a transaction a failure leaves half of the file done",
        "Keep in this file only what needs -- transaction: none, one statement if possible.");

    public static readonly LintRule NotRepeatable = new("not-repeatable", Warning,
        "without a transaction it may have been done by a try that failed afterwards",
        "Add IF EXISTS, so that it may run again.");

    public static readonly LintRule SessionSetting = new("session-setting", Warning,
        "the setting outlives its file and changes what later files do",
        "SET LOCAL, or the headers lock-timeout and statement-timeout.");

    public static readonly LintRule NewEnumValue = new("new-enum-value", Warning,
        "the value can't be used before this transaction has ended, and can't be taken away again",
        "Use it in a later file only.");

    // ---- What others lose ----
    public static readonly LintRule AddColumnNotNull = new("add-column-not-null", Error,
        "it fails as soon as the table has a row, which has no value for it",
        "Give it a DEFAULT, or add it without NOT NULL, backfill, and tighten it in a later file.");

    public static readonly LintRule RenameColumn = new("rename-column", Warning,
        "what runs at this moment still uses the old name",
        "Add a column with the new name, write both, move the readers, drop the old one (expand, backfill, contract).");

    public static readonly LintRule RenameTable = new("rename-table", Warning,
        "what runs at this moment still uses the old name",
        "In the same file make a view with the old name, and drop it when nobody uses it any more.");

    public static readonly LintRule DropColumn = new("drop-column", Warning,
        "the values are gone, and what runs at this moment may still read them",
        "Drop it one release after the last reader, in a file that opens with -- phase: contract.");

    public static readonly LintRule DropTable = new("drop-table", Warning,
        "the rows are gone, and what runs at this moment may still read them",
        "Drop it one release after the last reader, in a file that opens with -- phase: contract.");

    public static readonly LintRule DropCascade = new("drop-cascade", Warning,
        "CASCADE drops whatever depends on it, also what nobody thought of",
        "Name in DROP statements all that is to go.");

    public static readonly LintRule Truncate = new("truncate", Warning,
        "all rows are gone",
        "If it is meant, say so: -- lint: allow truncate.");

    public static readonly LintRule WithoutWhere = new("without-where", Warning,
        "every row of the table is changed or deleted, in one transaction",
        "Add a WHERE; a big table in batches, over several files or outside.");

    public static readonly LintRule InsertSelectStar = new("insert-select-star", Warning,
        "columns are matched by position: one more on either side, and values end up in the wrong place",
        "Name the columns on both sides.");

    public static readonly LintRule ExpandTakesAway = new("expand-takes-away", Error,
        "the file says -- phase: expand, and takes something away",
        "Move it into a later file that says -- phase: contract.");

    // ---- SQLite ----
    public static readonly LintRule PragmaInTransaction = new("pragma-in-transaction", Error,
        "this PRAGMA does nothing in a transaction, and a file is one",
        "Leave it out: migrate up has foreign keys off while a file runs, and checks them before it commits.");

    public static readonly LintRule WritableSchema = new("writable-schema", Error,
        "an error in sqlite_master makes the file unreadable",
        "Rebuild the table: make the new one, copy, drop the old one, rename.");

    public static readonly LintRule RenameOldFirst = new("rename-old-first", Error,
        "foreign keys, triggers and views of other tables follow the old table to its new name, and end up with none",
        "Make the new table under another name, copy, drop the old one, then rename the new one.");

    public static readonly LintRule AddColumnDefault = new("add-column-default", Error,
        "SQLite adds no column with a default that it would have to compute",
        "Use a constant, or rebuild the table.");

    public static readonly LintRule AddColumnUnique = new("add-column-unique", Error,
        "SQLite adds no column that is UNIQUE or PRIMARY KEY",
        "Add the column, then CREATE UNIQUE INDEX.");

    // ---- The files themselves ----
    public static readonly LintRule MissingDown = new("missing-down", Warning,
        "nothing undoes it, so that rollback refuses to pass it",
        "Write a .down.sql beside it. If nothing can undo it, say so: -- lint: allow missing-down.");

    public static readonly LintRule MissingDescription = new("missing-description", Warning,
        "whoever reads the history has to guess what it was for",
        "Open it with -- description: what it does and why.");

    public static readonly LintRule DownForgets = new("down-forgets", Warning,
        "the way back leaves it, so that the next up fails",
        "Drop it in the .down.sql.");

    public static readonly LintRule Empty = new("empty", Warning,
        "there is no statement in it",
        "Write one, or remove the file.");

    public static readonly LintRule UnusedAllow = new("unused-allow", Warning,
        "it allows what nothing here does",
        "Remove it, or correct the rule's name.");

    public static IReadOnlyList<LintRule> All { get; } =
    [
        .. typeof(LintRules).GetFields().Select(field => field.GetValue(null)).OfType<LintRule>(),
    ];
}
