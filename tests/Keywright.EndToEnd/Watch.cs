using System.Diagnostics;
using System.Net;

namespace Keywright.EndToEnd;

/// <summary>Asks a server again and again whether a token is good, so that what it caches is warm, and notes when it last was.</summary>
public sealed class Watch : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly string _token;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _warm = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<HttpStatusCode> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _asking;
    private long _lastGood;

    private Watch(HttpClient http, string token)
    {
        (_http, _token) = (http, token);
        _asking = Ask();
    }

    public static async Task<Watch> On(ServerProcess server, string token)
    {
        var watch = new Watch(server.Http, token);
        await Task.WhenAny(watch._warm.Task, watch._refused.Task);
        Assert.False(watch._refused.Task.IsCompleted, "The token was never good.");
        return watch;
    }

    /// <summary>Waits for the refusal; how long after now a request that was still let through had been sent.</summary>
    public async Task<TimeSpan> UntilRefused()
    {
        var now = Stopwatch.GetTimestamp();
        var status = await _refused.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, $"It answered {status}.");
        return _lastGood <= now ? TimeSpan.Zero : Stopwatch.GetElapsedTime(now, _lastGood);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking;
        _stop.Dispose();
    }

    private async Task Ask()
    {
        for (var good = 0; !_stop.IsCancellationRequested;)
        {
            var sent = Stopwatch.GetTimestamp();
            using var answer = await Person.Send(_http, HttpMethod.Get, "user", _token);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                _refused.TrySetResult(answer.StatusCode);
                return;
            }

            _lastGood = sent;
            if (++good == 5)
            {
                _warm.TrySetResult();
            }

            await Task.Delay(2);
        }
    }
}
