using System.Diagnostics;

namespace Keywright.Security.PasswordHash;

/// <summary>
/// Runs slow work on threads of its own, one a core at a time, so that neither memory nor the thread pool is exhausted by sign-ins,
/// and lets a bounded number wait. Threads start when there is work and end when there has been none for a while.
/// </summary>
internal sealed class HashQueue(int workers, int maxWaiting)
{
    private static readonly TimeSpan Idleness = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly LinkedList<Job> _waiting = [];
    private int _threads;
    private int _idle;
    private long _lastTicks = TimeSpan.TicksPerMillisecond;

    /// <summary>
    /// The result of <paramref name="work"/>. Throws <see cref="HasherBusyException"/> when too many wait. Who cancels while waiting
    /// leaves the queue at once; work that has begun is finished and its result forgotten.
    /// </summary>
    public async Task<T> Run<T>(Func<T> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var job = new Job<T>(work);
        Add(job);
        await using var registration = ct.UnsafeRegister(_ => Cancel(job, ct), null);
        return await job.Task;
    }

    private void Add(Job job)
    {
        lock (_gate)
        {
            if (_waiting.Count >= maxWaiting + _idle)
            {
                throw new HasherBusyException(TimeToDrain());
            }

            job.Place = _waiting.AddLast(job);
            if (_waiting.Count > _idle && _threads < workers)
            {
                _threads++;
                // Unsafe: the thread outlives this request and must not carry its context.
                new Thread(Work) { IsBackground = true, Name = "keywright hash" }.UnsafeStart();
            }
            else
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    private void Cancel(Job job, CancellationToken ct)
    {
        lock (_gate)
        {
            if (job.Place is { } place)
            {
                _waiting.Remove(place);
                job.Place = null;
            }
        }

        job.Cancel(ct);
    }

    private void Work()
    {
        while (Next() is { } job)
        {
            var start = Stopwatch.GetTimestamp();
            job.Do();
            Volatile.Write(ref _lastTicks, Stopwatch.GetElapsedTime(start).Ticks);
        }
    }

    /// <summary>The job whose turn it is, or null when this thread may end.</summary>
    private Job? Next()
    {
        lock (_gate)
        {
            var isWorthWaiting = true;
            while (_waiting.First is null && isWorthWaiting)
            {
                // Counted as idle until it holds the gate again, so that Add never takes one idle thread for two.
                _idle++;
                isWorthWaiting = Monitor.Wait(_gate, Idleness);
                _idle--;
            }

            if (_waiting.First is not { } first)
            {
                _threads--;
                return null;
            }

            _waiting.Remove(first);
            first.Value.Place = null;
            return first.Value;
        }
    }

    private TimeSpan TimeToDrain()
    {
        var one = TimeSpan.FromTicks(Volatile.Read(ref _lastTicks));
        return TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(one.TotalSeconds * _waiting.Count / workers), 1, 60));
    }

    private abstract class Job
    {
        public LinkedListNode<Job>? Place { get; set; }

        public abstract void Do();

        public abstract void Cancel(CancellationToken ct);
    }

    private sealed class Job<T>(Func<T> work) : Job
    {
        // A continuation would otherwise run the rest of the request on our thread.
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _completion.Task;

        public override void Do()
        {
            try
            {
                _completion.TrySetResult(work());
            }
#pragma warning disable CA1031 // Whatever it is, it belongs to the one who waits for it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _completion.TrySetException(e);
            }
        }

        public override void Cancel(CancellationToken ct) => _completion.TrySetCanceled(ct);
    }
}
