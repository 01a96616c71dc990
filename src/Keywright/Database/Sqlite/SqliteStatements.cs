using System.Runtime.CompilerServices;

namespace Keywright.Database.Sqlite;

/// <summary>
/// The prepared statements of a connection, the least recently used given up first. Looked up by reference:
/// <see cref="SqlText"/> gives the same string for the same text.
/// </summary>
internal sealed class SqliteStatements(SqliteConnection connection, int most) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _byText = new(ByReference.Instance);
    private long _turn;

    public int Prepared { get; private set; }

    public SqliteStatement Get(string text)
    {
        if (!_byText.TryGetValue(text, out var statement))
        {
            if (_byText.Count == most)
            {
                DropOldest();
            }

            statement = connection.Compile(text);
            _byText.Add(text, statement);
            Prepared++;
        }

        statement.LastTurn = ++_turn;
        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in _byText.Values)
        {
            statement.Dispose();
        }

        _byText.Clear();
    }

    private void DropOldest()
    {
        var (text, statement) = _byText.MinBy(pair => pair.Value.LastTurn);
        _ = _byText.Remove(text);
        statement.Dispose();
    }

    private sealed class ByReference : IEqualityComparer<string>
    {
        public static readonly ByReference Instance = new();

        public bool Equals(string? x, string? y) => ReferenceEquals(x, y);

        public int GetHashCode(string text) => RuntimeHelpers.GetHashCode(text);
    }
}
