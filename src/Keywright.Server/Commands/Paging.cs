namespace Keywright.Server.Commands;

/// <summary>Everything that comes in pages.</summary>
internal static class Paging
{
    public static async Task<List<T>> All<T>(Func<T?, Task<IReadOnlyList<T>>> page, int size)
        where T : class
    {
        var all = new List<T>();
        while (true)
        {
            var next = await page(all.LastOrDefault());
            all.AddRange(next);
            if (next.Count < size)
            {
                return all;
            }
        }
    }
}
