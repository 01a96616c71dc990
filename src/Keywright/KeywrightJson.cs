using System.Text.Json.Serialization;
using Keywright.Account;
using Keywright.Http;
using Keywright.Maintenance;
using Keywright.Passkeys;
using Keywright.Passwords;
using Keywright.PersonalTokens;
using Keywright.Sessions;
using Keywright.SignIn;
using Keywright.SignUp;
using Keywright.TwoFactor;

namespace Keywright;

/// <summary>
/// Every type on the wire, so that nothing is read or written by reflection. Names and forms are those of <see cref="WireJson"/>.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Authenticated))]
[JsonSerializable(typeof(TwoFactorRequired))]
[JsonSerializable(typeof(AnswerChallenge.Request), TypeInfoPropertyName = "AnswerChallengeRequest")]
[JsonSerializable(typeof(StartPasskeySignIn.Request), TypeInfoPropertyName = "StartPasskeySignInRequest")]
[JsonSerializable(typeof(SignInWithPasskey.Request), TypeInfoPropertyName = "SignInWithPasskeyRequest")]
[JsonSerializable(typeof(CeremonyView))]
[JsonSerializable(typeof(PasskeyView))]
[JsonSerializable(typeof(PasskeyListing))]
[JsonSerializable(typeof(AddPasskey.Request), TypeInfoPropertyName = "AddPasskeyRequest")]
[JsonSerializable(typeof(RenamePasskey.Request), TypeInfoPropertyName = "RenamePasskeyRequest")]
[JsonSerializable(typeof(StartTotp.View), TypeInfoPropertyName = "StartTotpView")]
[JsonSerializable(typeof(ConfirmTotp.Request), TypeInfoPropertyName = "ConfirmTotpRequest")]
[JsonSerializable(typeof(RecoveryCodesView))]
[JsonSerializable(typeof(ShowRecoveryCodes.View), TypeInfoPropertyName = "ShowRecoveryCodesView")]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(Listing<SessionView>))]
[JsonSerializable(typeof(Listing<PersonalTokenView>))]
[JsonSerializable(typeof(CreateToken.Created), TypeInfoPropertyName = "CreateTokenCreated")]
[JsonSerializable(typeof(CreateToken.Request), TypeInfoPropertyName = "CreateTokenRequest")]
[JsonSerializable(typeof(Register.Request), TypeInfoPropertyName = "RegisterRequest")]
[JsonSerializable(typeof(SignInWithPassword.Request), TypeInfoPropertyName = "SignInWithPasswordRequest")]
[JsonSerializable(typeof(RefreshSession.Request), TypeInfoPropertyName = "RefreshSessionRequest")]
[JsonSerializable(typeof(UpdateAccount.Request), TypeInfoPropertyName = "UpdateAccountRequest")]
[JsonSerializable(typeof(DeleteAccount.Request), TypeInfoPropertyName = "DeleteAccountRequest")]
[JsonSerializable(typeof(ConfirmPassword.Request), TypeInfoPropertyName = "ConfirmPasswordRequest")]
[JsonSerializable(typeof(ChangePassword.Request), TypeInfoPropertyName = "ChangePasswordRequest")]
internal sealed partial class KeywrightJson : JsonSerializerContext;
