using Keywright.Benchmarks;

switch (args)
{
    case ["seed", var url, var files, .. var settings]:
        using (var seed = new Seed(new Uri(url), files, Settings.Parse(settings)))
        {
            return await seed.Run();
        }

    default:
        await Console.Error.WriteLineAsync("""
            usage: Keywright.Benchmarks seed URL FILES [--users N] [--tokens N] [--sign-in N] [--password TEXT]
            """);
        return 2;
}
