namespace Keywright.Maintenance.Transfer;

/// <summary>An export or import that can't be done as asked. The message says why and what to do.</summary>
public sealed class TransferException : Exception
{
    /// <summary>Without a reason.</summary>
    public TransferException()
    {
    }

    /// <summary>With the reason.</summary>
    public TransferException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and what caused it.</summary>
    public TransferException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
