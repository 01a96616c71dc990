namespace Keywright.Letters;

/// <summary>
/// Whether only proven addresses sign in; and whether nothing tells that an address is registered and unproven, since who has just
/// registered it could read from that whether it was new.
/// </summary>
internal sealed record VerificationRule(bool IsRequired, bool IsHidden);
