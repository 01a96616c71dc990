using System.Text.RegularExpressions;

namespace Keywright.EndToEnd.Sqlite;

/// <summary>What strace saw of a <see cref="WritingProcess"/>: which answers were given before the write-ahead log was synced.</summary>
internal sealed partial class SyncTrace
{
    private readonly Dictionary<string, int> _ran = [];
    private readonly List<(int Start, int End)> _syncs = [];
    private readonly List<int> _logWrites = [];

    public int Syncs => _syncs.Count;

    public int Answers { get; private set; }

    /// <summary>Notes whose answer came before a sync that began after a write to the log that came after their unit ran.</summary>
    public List<string> Unsynced { get; } = [];

    public static SyncTrace Read(string path)
    {
        var trace = new SyncTrace();
        var open = new Dictionary<string, int>();
        foreach (var (number, line) in File.ReadLines(path).Index())
        {
            trace.Take(number, line, open);
        }

        return trace;
    }

    private void Take(int number, string line, Dictionary<string, int> open)
    {
        var thread = line[..line.IndexOf(' ', StringComparison.Ordinal)];
        if (LogWrite().IsMatch(line))
        {
            _logWrites.Add(number);
        }
        else if (SyncOfLog().IsMatch(line))
        {
            if (line.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                open[thread] = number;
            }
            else if (line.EndsWith("= 0", StringComparison.Ordinal))
            {
                _syncs.Add((number, number));
            }
        }
        else if (SyncResumed().IsMatch(line) && open.Remove(thread, out var start))
        {
            _syncs.Add((start, number));
        }
        else if (Announced().Match(line) is { Success: true } announced)
        {
            TakeAnnouncement(number, announced.Groups[1].Value, announced.Groups[2].Value);
        }
    }

    private void TakeAnnouncement(int number, string what, string note)
    {
        if (what == "ran")
        {
            _ran[note] = number;
            return;
        }

        Answers++;
        var written = _logWrites.FirstOrDefault(write => write > _ran[note], int.MaxValue);
        if (!_syncs.Exists(sync => sync.Start > written && sync.End < number))
        {
            Unsynced.Add(note);
        }
    }

    [GeneratedRegex(@"pwrite64\(\d+<[^>]*-wal>")]
    private static partial Regex LogWrite();

    [GeneratedRegex(@"(fsync|fdatasync)\(\d+<[^>]*-wal>")]
    private static partial Regex SyncOfLog();

    [GeneratedRegex(@"<\.\.\. (fsync|fdatasync) resumed>.*= 0$")]
    private static partial Regex SyncResumed();

    [GeneratedRegex("""write\(\d+<[^>]*>, "(ran|answered) ([^\\]+)\\n""")]
    private static partial Regex Announced();
}
