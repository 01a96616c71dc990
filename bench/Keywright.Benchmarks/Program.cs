using Keywright.Benchmarks;

switch (args)
{
    case ["seed", var url, var files, .. var settings]:
        // What bench/load needs before it begins.
        using (var seed = new Seed(new Uri(url), files, Settings.Parse(settings)))
        {
            return await seed.Run();
        }

    // What bench/oauth runs beside wrk.
    case ["people", var url, var file, .. var settings]:
        using (var flows = new Flows(new Uri(url), Settings.Parse(settings)))
        {
            return await flows.SignIn(file);
        }

    case ["flows", var url, var people, .. var settings]:
        using (var flows = new Flows(new Uri(url), Settings.Parse(settings)))
        {
            return await flows.Measure(people);
        }

    case ["refreshable", var url, var people, var file, .. var settings]:
        using (var flows = new Flows(new Uri(url), Settings.Parse(settings)))
        {
            return await flows.Refreshable(people, file);
        }

    case ["introspectable", var url, var file, .. var settings]:
        using (var flows = new Flows(new Uri(url), Settings.Parse(settings)))
        {
            return await flows.Introspectable(file);
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
                   Keywright.Benchmarks people URL FILE | flows URL PEOPLE | refreshable URL PEOPLE FILE | introspectable URL FILE
                       [--users N] [--seconds N] [--count N] [--authorization TEXT] [--client ID] [--callback URL] [--form TEXT]
                       [--authorize PATH] [--token PATH] [--register PATH]
            """);
        return 2;
}
