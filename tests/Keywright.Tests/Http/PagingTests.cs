using System.Text.Json;
using Keywright.Http;
using Microsoft.AspNetCore.Http;

namespace Keywright.Tests.Http;

public sealed class PagingTests
{
    private static readonly Guid[] Rows = [.. Enumerable.Range(1, 250).Select(i => new Guid(i, 0, 0, new byte[8]))];

    [Fact]
    public async Task Pages_lead_through_the_whole_list_once()
    {
        await using var app = await HttpApp.Start(api => api.Get<ListRows>("/rows").Anyone());
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var answer = await app.Send("GET", "/api/auth/rows?limit=100" + (cursor is null ? "" : "&cursor=" + cursor));
            var page = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(row => row.GetGuid()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(Rows, seen);
    }

    [Theory]
    [InlineData("", 50)]
    [InlineData("?limit=", 50)]
    [InlineData("?limit=1", 1)]
    [InlineData("?limit=200", 200)]
    public async Task The_limit_has_a_default_and_a_most(string query, int count)
    {
        await using var app = await HttpApp.Start(api => api.Get<ListRows>("/rows").Anyone());

        var answer = await app.Send("GET", "/api/auth/rows" + query);

        var page = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(count, page.GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1e2", "limit")]
    [InlineData("limit=99999999999", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=%00", "cursor")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAA!", "cursor")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAA%20A", "cursor")]
    public async Task What_is_not_a_page_is_refused(string query, string field)
    {
        await using var app = await HttpApp.Start(api => api.Get<ListRows>("/rows").Anyone());

        var problem = await Problem.Is(await app.Send("GET", "/api/auth/rows?" + query), ProblemCode.ValidationFailed);

        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    internal sealed class ListRows : IUseCase
    {
        public Task<IResult> Handle(Call call)
        {
            if (Paging.Parse(call, out var refusal) is not { } page)
            {
                return Task.FromResult(refusal!);
            }

            var rows = page.After is { } after ? Rows.SkipWhile(row => row != after).Skip(1) : Rows;
            return Task.FromResult(Answers.Ok(Paging.Listing(page, [.. rows.Take(page.Limit + 1)], row => row, row => row)));
        }
    }
}
