namespace Keywright.SignUp;

/// <summary>Who may create an account. Section <c>Registration</c>.</summary>
public sealed class RegistrationOptions
{
    /// <summary>False closes <c>POST /register</c>; administrators still create accounts.</summary>
    public bool Enabled { get; set; } = true;
}
