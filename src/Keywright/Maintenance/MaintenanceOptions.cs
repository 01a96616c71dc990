using System.ComponentModel.DataAnnotations;

namespace Keywright.Maintenance;

/// <summary>How long what has ended is kept. Section <c>Maintenance</c>.</summary>
public sealed class MaintenanceOptions
{
    /// <summary>
    /// How long sessions and personal access tokens stay in the database after they ended, for whoever looks into an incident.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromDays(30);
}
