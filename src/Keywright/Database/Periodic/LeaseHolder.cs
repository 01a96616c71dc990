using System.Globalization;
using System.Security.Cryptography;

namespace Keywright.Database.Periodic;

/// <summary>This node, as it signs its leases: readable for an operator, and nobody else's, not even after a restart.</summary>
internal sealed class LeaseHolder
{
    public string Name { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.MachineName}/{Environment.ProcessId}/{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
}
