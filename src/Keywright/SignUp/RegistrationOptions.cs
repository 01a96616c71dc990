namespace Keywright.SignUp;

/// <summary>Who may create an account. Section <c>Registration</c>.</summary>
public sealed class RegistrationOptions
{
    /// <summary>False closes <c>POST /register</c>; administrators still create accounts.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>True answers a registration with a taken address like any other, so that it doesn't tell who has an account.</summary>
    public bool HideExisting { get; set; }
}
