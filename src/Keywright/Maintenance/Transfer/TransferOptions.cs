namespace Keywright.Maintenance.Transfer;

/// <summary>How to export.</summary>
public sealed record ExportOptions
{
    /// <summary>Encrypts what the master key encrypts in the database. Needed where there is such.</summary>
    public string? Passphrase { get; init; }

    /// <summary>Leaves out what the master key encrypts.</summary>
    public bool WithoutSecrets { get; init; }
}

/// <summary>How to import.</summary>
public sealed record ImportOptions
{
    /// <summary>That of the export.</summary>
    public string? Passphrase { get; init; }

    /// <summary>Leaves out what came under a passphrase.</summary>
    public bool WithoutSecrets { get; init; }

    /// <summary>Makes a row that is here with other contents what the file says. Audit events are never changed.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Changes nothing, and tells what would happen.</summary>
    public bool DryRun { get; init; }

    /// <summary>Is told of everything that did not arrive, as it happens.</summary>
    public Action<TransferProblem>? Told { get; init; }

    /// <summary>Is told how far it is.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }
}
