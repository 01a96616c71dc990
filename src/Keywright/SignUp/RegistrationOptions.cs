namespace Keywright.SignUp;

/// <summary>Who may create an account. Section <c>Registration</c>.</summary>
public sealed class RegistrationOptions
{
    /// <summary>False closes <c>POST /register</c>; administrators still create accounts.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// True tells nobody whether an address is registered: <c>POST /register</c> always answers that mail was sent, accounts are used only
    /// after the address is verified, and until then their password is as good as wrong.
    /// </summary>
    public bool HideExisting { get; set; }
}
