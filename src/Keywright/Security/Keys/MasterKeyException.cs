namespace Keywright.Security.Keys;

/// <summary>The master key can't be used as it is configured. The message says what to do and holds nothing of the key.</summary>
internal sealed class MasterKeyException(string message, Exception? inner = null) : Exception(message, inner);
