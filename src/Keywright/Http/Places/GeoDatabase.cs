using System.Net;

namespace Keywright.Http.Places;

/// <summary>
/// The .mmdb file of <c>Risk:GeoDatabase</c>, read again when it changes. A new file that can't be read leaves the old one in use. Nobody
/// is kept from signing in because a place is not known.
/// </summary>
internal sealed partial class GeoDatabase
{
    private readonly string? _path;
    private readonly ILogger<GeoDatabase> _log;
    private readonly Lock _reading = new();
    private volatile Loaded _now = new(default, null);

    public GeoDatabase(HttpSettings settings, ILogger<GeoDatabase> log)
    {
        _path = settings.GeoDatabase;
        _log = log;
        Refresh();
    }

    private sealed record Loaded(DateTime Changed, Mmdb? File);

    public Place? Find(IPAddress? address)
    {
        if (_path is null || address is null)
        {
            return null;
        }

        Refresh();
        return _now.File?.Find(address);
    }

    /// <summary>A look at the file's time costs two microseconds: less than a watcher can go wrong.</summary>
    private void Refresh()
    {
        if (_path is null || File.GetLastWriteTimeUtc(_path) is var changed && changed == _now.Changed)
        {
            return;
        }

        lock (_reading)
        {
            _now = changed == _now.Changed ? _now : new(changed, Read(_path) ?? _now.File);
        }
    }

    private Mmdb? Read(string path)
    {
        try
        {
            return new Mmdb(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Unreadable(_log, e, path);
            return null;
        }
    }

    [LoggerMessage(EventId = 110, Level = LogLevel.Warning, Message = "Risk:GeoDatabase {Path} can't be read; the last good one stays")]
    private static partial void Unreadable(ILogger log, Exception e, string path);
}
