using Keywright.Benchmarks;

switch (args)
{
    case ["seed", var url, var files, .. var settings]:
        // What bench/load needs before it begins.
        using (var seed = new Seed(new Uri(url), files, Settings.Parse(settings)))
        {
            return await seed.Run();
        }

    case ["storage", .. var settings]:
        return await new StorageTable(Settings.Parse(settings)).Run();
    case ["hash", .. var settings]:
        var seconds = Settings.Parse(settings).Number("seconds", 3);
        Console.WriteLine($"{HashRate.Measure(TimeSpan.FromSeconds(seconds)):F1}");
        return 0;
    default:
        await Console.Error.WriteLineAsync("""
            usage: Keywright.Benchmarks storage [--postgres URL] [--users N] [--sessions N] [--repeats N] [--seconds N]
                   Keywright.Benchmarks hash [--seconds N]
                   Keywright.Benchmarks seed URL FILES [--users N] [--tokens N] [--sign-in N] [--password TEXT]
            """);
        return 2;
}
