namespace Keywright.SignUp;

/// <summary>The answer to a registration that a mailed link completes.</summary>
internal sealed record VerificationRequired
{
    public string Status { get; } = "verification_required";
}
