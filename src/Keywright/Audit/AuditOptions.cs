using System.ComponentModel.DataAnnotations;

namespace Keywright.Audit;

/// <summary>How long audit events are kept. Section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>Ordinary events.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan StandardRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Changes to accounts, roles and tokens.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan ExtendedRetention { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Security events, and whatever is an error or critical.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan SecurityRetention { get; set; } = TimeSpan.FromDays(730);

    /// <summary>
    /// A file to which each seal of the log is added as a line. On another machine, or where lines can only be added, it shows later that
    /// nothing was cut off the log's end: <c>keywright audit verify --anchor FILE</c>.
    /// </summary>
    public string? AnchorFile { get; set; }
}
