using System.CommandLine;
using Keywright.Database.Migrations;

namespace Keywright.Server.Commands;

/// <summary>
/// Tells how far a run is, beside its results: a line that is written over at a terminal, or a line a step. While nothing happens it tells
/// how long that has been so.
/// </summary>
internal sealed class MigrateProgress : IProgress<MigrationProgress>, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EveryLine = TimeSpan.FromSeconds(10);

    private readonly Output _output;
    private readonly bool _isTerminal;
    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private MigrationProgress? _last;
    private long _since;
    private int _width;

    private MigrateProgress(Output output, bool isTerminal)
    {
        (_output, _isTerminal) = (output, isTerminal);
        var period = isTerminal ? Every : EveryLine;
        _timer = new Timer(_ => Beat(), null, period, period);
    }

    public static Option<string> Option()
    {
        var option = new Option<string>("--progress")
        {
            Description = "How to tell how far it is: auto (a line at a terminal), lines (a line a step), none.",
            DefaultValueFactory = _ => "auto",
        };
        return option.AcceptOnlyFromAmong("auto", "lines", "none");
    }

    /// <summary>Null where nobody wants to know.</summary>
    public static MigrateProgress? Of(string? wish, Output output) => wish switch
    {
        "lines" => new(output, isTerminal: false),
        "auto" when !Console.IsErrorRedirected => new(output, isTerminal: true),
        _ => null,
    };

    /// <summary>At once, and in order: <see cref="Progress{T}"/> would do it some time.</summary>
    public void Report(MigrationProgress value)
    {
        lock (_lock)
        {
            _last = value.Step is MigrationStep.Completed or MigrationStep.RolledBack ? null : value;
            _since = Environment.TickCount64 - (long)value.Elapsed.TotalMilliseconds;
            Tell(value, value.Elapsed);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _last = null;
            Wipe();
        }
    }

    private void Beat()
    {
        lock (_lock)
        {
            if (_last is { } running)
            {
                Tell(running, TimeSpan.FromMilliseconds(Environment.TickCount64 - _since));
            }
        }
    }

    private void Tell(MigrationProgress step, TimeSpan elapsed)
    {
        var what = step.Step switch
        {
            MigrationStep.Started => "running",
            MigrationStep.Statement => "a statement is done",
            MigrationStep.Waiting => "waiting",
            MigrationStep.Completed => "done",
            _ => "undone",
        };
        var detail = step.Detail is null ? "" : ": " + step.Detail.ReplaceLineEndings(" ");
        var line = $"{step.Number}/{step.Count} {step.Name} {what}, {elapsed.TotalSeconds:0.0} s{detail}";
        if (!_isTerminal)
        {
            _output.Error(line);
            return;
        }

        line = line.Length > Width() ? line[..Width()] : line;
        Wipe();
        _output.Ask(line);
        _width = line.Length;
    }

    private void Wipe()
    {
        if (_width > 0)
        {
            _output.Ask("\r" + new string(' ', _width) + "\r");
            _width = 0;
        }
    }

    private static int Width() => Console.WindowWidth is var width and > 1 ? width - 1 : 79;
}
