namespace Keywright.Server.Commands;

/// <summary>What the process tells its caller. <c>keywright --help</c> and docs/guides/command-line.md name them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Understood and not done: refused, not found, the database is away.</summary>
    public const int Failed = 1;

    /// <summary>Not understood: an unknown command, a missing argument.</summary>
    public const int Usage = 2;

    /// <summary>The schema is not that of this version: migrations are pending.</summary>
    public const int Pending = 3;

    /// <summary>Somebody else was migrating all the time.</summary>
    public const int LockNotHad = 4;

    /// <summary>The configuration has errors (EX_CONFIG of sysexits.h).</summary>
    public const int Configuration = 78;

    public const string Help = """
        Exit codes:
          0   done
          1   not done: refused, not found, or the database is away
          2   not understood: an unknown command, a missing or wrong argument
          3   migrations are pending
          4   another process was migrating, and did not finish in time
          78  the configuration has errors
        """;
}
