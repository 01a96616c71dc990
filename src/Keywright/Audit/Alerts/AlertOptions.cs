using System.ComponentModel.DataAnnotations;

namespace Keywright.Audit.Alerts;

/// <summary>What administrators are told of by mail. Section <c>Alerts</c>.</summary>
public sealed class AlertOptions
{
    /// <summary>Whether the log is watched.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Who is told; every active user with the role admin by default.</summary>
    public IList<string> Recipients { get; } = [];

    /// <summary>So many failures from one address (of IPv6: from one /64) within ten minutes are suspicious.</summary>
    [Range(2, 1_000_000)]
    public int FailuresPerAddress { get; set; } = 50;

    /// <summary>So many accounts locked within ten minutes are suspicious.</summary>
    [Range(2, 1_000_000)]
    public int LockedAccounts { get; set; } = 10;
}
