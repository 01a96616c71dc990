namespace Keywright.Tests.Support;

/// <summary>A clock that stands still until it is told to move. Its timers fire then, in order, on the thread that moves it.</summary>
internal sealed class TestClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers there are.</summary>
    public int Timers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan time)
    {
        var end = GetUtcNow() + time;
        while (Next(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_lock)
        {
            _now = end;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The earliest timer that is due by <paramref name="end"/>, the clock standing at its time.</summary>
    private Timer? Next(DateTimeOffset end)
    {
        lock (_lock)
        {
            var timer = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            _now = timer is not null && timer.Due > _now ? timer.Due.Value : _now;
            timer?.Rewind();
            return timer;
        }
    }

    private sealed class Timer(TestClock clock, Action callback) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _period = period;
                Due = dueTime < TimeSpan.Zero ? null : clock._now + dueTime;
                _ = clock._timers.Remove(this);
                clock._timers.Add(this);
                return true;
            }
        }

        public void Rewind() => Due = _period > TimeSpan.Zero ? Due + _period : null;

        public void Fire() => callback();

        public void Dispose()
        {
            lock (clock._lock)
            {
                _ = clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
