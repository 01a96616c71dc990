using Keywright.Database;

namespace Keywright.Tests.Support;

/// <summary>A unit of work that tells of each of its statements.</summary>
internal sealed class CountedTx(Tx tx, Action statement) : Tx(tx.Now, tx.Dialect)
{
    public override ValueTask<int> Execute(Sql sql)
    {
        statement();
        return tx.Execute(sql);
    }

    public override ValueTask<T?> Find<T>(Sql sql, Func<Row, T> read)
        where T : class
    {
        statement();
        return tx.Find(sql, read);
    }

    public override ValueTask<T?> FindValue<T>(Sql sql, Func<Row, T> read)
    {
        statement();
        return tx.FindValue(sql, read);
    }

    public override ValueTask<List<T>> List<T>(Sql sql, Func<Row, T> read)
    {
        statement();
        return tx.List(sql, read);
    }

    public override ValueTask Each(Sql sql, Action<Row> read)
    {
        statement();
        return tx.Each(sql, read);
    }

    public override ValueTask Later(Sql sql)
    {
        statement();
        return tx.Later(sql);
    }
}
