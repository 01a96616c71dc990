using Keywright.Benchmarks;

switch (args)
{
    case ["seed", var url, var files, .. var settings]:
        using (var seed = new Seed(new Uri(url), files, Settings.Parse(settings)))
        {
            return await seed.Run();
        }

    case ["hash"]:
        Console.WriteLine($"{HashRate.Measure(repeats: 3, TimeSpan.FromSeconds(3)):F0}");
        return 0;
    default:
        await Console.Error.WriteLineAsync("""
            usage: Keywright.Benchmarks hash
                   Keywright.Benchmarks seed URL FILES [--users N] [--tokens N] [--sign-in N] [--password TEXT]
            """);
        return 2;
}
