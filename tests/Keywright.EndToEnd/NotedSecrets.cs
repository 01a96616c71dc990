using Keywright.Tests.Support;

namespace Keywright.EndToEnd;

/// <summary>Remembers what is secret in requests and answers: none of it may be in a server's log.</summary>
internal sealed class NotedSecrets(LogSecrets secrets, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } sent)
        {
            await sent.LoadIntoBufferAsync(cancellationToken);
            secrets.Note(await sent.ReadAsStringAsync(cancellationToken));
        }

        secrets.Add(request.Headers.Authorization?.Parameter);
        var answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        secrets.Note(await answer.Content.ReadAsStringAsync(cancellationToken));
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [])
        {
            secrets.Note(cookie);
        }

        return answer;
    }
}
