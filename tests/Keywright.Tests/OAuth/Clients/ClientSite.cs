using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Keywright.Tests.Http.Outgoing;

namespace Keywright.Tests.OAuth.Clients;

/// <summary>A client's own site on loopback: what is at a path now, and how often somebody asked.</summary>
internal sealed class ClientSite : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _answers = new(StringComparer.Ordinal);
    private readonly HostileSite _site;

    public ClientSite() => _site = new HostileSite(Answer);

    public int Calls => _site.Calls;

    public string At(string path) => _site.At(path).AbsoluteUri;

    /// <summary>From now on there is this document.</summary>
    public void Put(string path, string json, string fields = "") => _answers[path] = HostileSite.Json(json, fields);

    public void PutRaw(string path, string answer) => _answers[path] = answer;

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private Task Answer(NetworkStream stream, CancellationToken ct)
    {
        var path = _site.Request.Split(' ')[1];
        var answer = _answers.GetValueOrDefault(path, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        return stream.WriteAsync(Encoding.Latin1.GetBytes(answer), ct).AsTask();
    }
}
