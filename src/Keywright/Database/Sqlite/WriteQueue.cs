using System.Diagnostics.CodeAnalysis;

namespace Keywright.Database.Sqlite;

/// <summary>The units that wait for the writer, first come first served, bounded.</summary>
internal sealed class WriteQueue(int most)
{
    private readonly object _gate = new();
    private readonly Queue<WriteUnit> _units = new();
    private bool _isClosed;

    /// <exception cref="DatabaseException">Too many wait already, or the database is closing.</exception>
    public void Add(WriteUnit unit)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw new DatabaseException(DatabaseProblem.Unavailable, "The database is closing.");
            }

            if (_units.Count >= most)
            {
                throw new DatabaseException(DatabaseProblem.Busy, $"{most} units of work wait for the writer already.");
            }

            _units.Enqueue(unit);
            if (_units.Count == 1)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Waits for a unit. False when the queue is closed and everything was taken.</summary>
    public bool WaitForOne()
    {
        lock (_gate)
        {
            while (_units.Count == 0 && !_isClosed)
            {
                _ = Monitor.Wait(_gate);
            }

            return _units.Count > 0;
        }
    }

    /// <summary>The next unit whose caller still waits.</summary>
    public bool TryTake([NotNullWhen(true)] out WriteUnit? unit)
    {
        lock (_gate)
        {
            while (_units.TryDequeue(out unit))
            {
                if (unit.TryBegin())
                {
                    return true;
                }
            }

            return false;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
