namespace Keywright.Server.Commands;

/// <summary>What the process tells its caller. Documented in docs/configuration.md.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Understood and not done: refused, not found, the database is away.</summary>
    public const int Failed = 1;

    /// <summary>Not understood: an unknown command, a missing argument.</summary>
    public const int Usage = 2;

    /// <summary>The configuration has errors (EX_CONFIG of sysexits.h).</summary>
    public const int Configuration = 78;
}
