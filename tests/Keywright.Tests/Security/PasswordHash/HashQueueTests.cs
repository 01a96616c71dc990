using Keywright.Security.PasswordHash;

namespace Keywright.Tests.Security.PasswordHash;

public sealed class HashQueueTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _gate = new();
    private int _running;
    private int _mostRunning;
    private int _done;

    [Fact]
    public async Task Under_a_thousand_waiting_no_more_run_at_once_than_there_are_workers()
    {
        var queue = new HashQueue(workers: 2, maxWaiting: 1_000);
        _gate.Set();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => queue.Run(() => Work(i), default))).WaitAsync(Long);

        Assert.Equal(Enumerable.Range(0, 1_000), answers);
        Assert.Equal(2, _mostRunning);
    }

    [Fact]
    public async Task Who_finds_the_queue_full_is_told_when_to_come_back()
    {
        var queue = new HashQueue(workers: 2, maxWaiting: 10);
        var begun = await Begin(queue, 2);
        var waiting = Enumerable.Range(0, 10).Select(i => queue.Run(() => Work(i), default)).ToList();

        var refusal = await Assert.ThrowsAsync<HasherBusyException>(() => queue.Run(() => Work(0), default));

        Assert.InRange(refusal.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        _gate.Set();
        await Task.WhenAll([.. begun, .. waiting]).WaitAsync(Long);
        Assert.Equal(12, _done);
        Assert.Equal(1, await queue.Run(() => Work(1), default).WaitAsync(Long));
    }

    [Fact]
    public async Task Who_gives_up_while_waiting_makes_room_and_is_never_worked_on()
    {
        var queue = new HashQueue(workers: 1, maxWaiting: 1);
        using var patience = new CancellationTokenSource();
        var begun = await Begin(queue, 1);
        var impatient = queue.Run(() => Work(1), patience.Token);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        var next = queue.Run(() => Work(2), default);
        _gate.Set();
        Assert.Equal(2, await next.WaitAsync(Long));
        await Task.WhenAll(begun).WaitAsync(Long);
        Assert.Equal(2, _done);
    }

    [Fact]
    public async Task Who_gives_up_while_it_runs_is_answered_at_once()
    {
        var queue = new HashQueue(workers: 1, maxWaiting: 1);
        using var patience = new CancellationTokenSource();
        var running = queue.Run(() => Work(1), patience.Token);
        await Until(() => Volatile.Read(ref _running) == 1);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Long));
        _gate.Set();
        Assert.Equal(2, await queue.Run(() => Work(2), default).WaitAsync(Long));
    }

    [Fact]
    public async Task Who_had_given_up_before_is_not_queued()
    {
        var queue = new HashQueue(workers: 1, maxWaiting: 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.Run(() => Work(1), new(canceled: true)));
        Assert.Equal(0, _done);
    }

    [Fact]
    public async Task What_the_work_throws_reaches_its_caller_and_nobody_else()
    {
        var queue = new HashQueue(workers: 1, maxWaiting: 10);
        _gate.Set();
        var failing = queue.Run<int>(() => throw new InsufficientMemoryException("mine"), default);
        var other = queue.Run(() => Work(3), default);

        Assert.Equal("mine", (await Assert.ThrowsAsync<InsufficientMemoryException>(() => failing)).Message);
        Assert.Equal(3, await other.WaitAsync(Long));
    }

    [Fact]
    public async Task Neither_the_work_nor_what_follows_it_runs_on_the_other_ones_thread()
    {
        var queue = new HashQueue(workers: 1, maxWaiting: 10);
        var context = new AsyncLocal<string> { Value = "of the request" };

        var (isPooled, seen) = await queue.Run(() => (Thread.CurrentThread.IsThreadPoolThread, context.Value), default);

        Assert.False(isPooled);
        Assert.Null(seen);
        Assert.NotEqual("keywright hash", Thread.CurrentThread.Name);
    }

    [Fact]
    public async Task Random_comings_and_goings_lose_nobody()
    {
        var queue = new HashQueue(workers: 2, maxWaiting: 10_000);
        _gate.Set();
        var tasks = Enumerable.Range(0, 2_000).Select(async i =>
        {
            using var patience = new CancellationTokenSource();
            var task = queue.Run(() => Work(i), i % 3 == 0 ? patience.Token : default);
            await Task.Yield();
            await patience.CancelAsync();
            try
            {
                return await task == i;
            }
            catch (OperationCanceledException)
            {
                return i % 3 == 0;
            }
        });

        Assert.All(await Task.WhenAll(tasks).WaitAsync(Long), Assert.True);
    }

    private async Task<List<Task<int>>> Begin(HashQueue queue, int count)
    {
        var begun = Enumerable.Range(0, count).Select(i => queue.Run(() => Work(i), default)).ToList();
        await Until(() => Volatile.Read(ref _running) == count);
        return begun;
    }

    private static async Task Until(Func<bool> isSo)
    {
        for (var i = 0; !isSo(); i++)
        {
            Assert.True(i < 3_000, "It never came to be.");
            await Task.Delay(10);
        }
    }

    private int Work(int i)
    {
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(ref _mostRunning, running);
        _gate.Wait();
        if (i % 50 == 0)
        {
            Thread.Sleep(1);
        }

        Interlocked.Decrement(ref _running);
        Interlocked.Increment(ref _done);
        return i;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            seen = before == seen ? value : before;
        }
    }
}
