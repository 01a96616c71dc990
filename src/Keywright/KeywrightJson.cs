using System.Text.Json.Serialization;
using Keywright.Account;
using Keywright.Administration;
using Keywright.Administration.Api;
using Keywright.Audit;
using Keywright.External;
using Keywright.ExternalSignIn;
using Keywright.Http;
using Keywright.Maintenance;
using Keywright.OAuth.Apps;
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
[JsonSerializable(typeof(RedeemExchange.Request), TypeInfoPropertyName = "RedeemExchangeRequest")]
[JsonSerializable(typeof(StartLink.Request), TypeInfoPropertyName = "StartLinkRequest")]
[JsonSerializable(typeof(StartLink.View), TypeInfoPropertyName = "StartLinkView")]
[JsonSerializable(typeof(Listing<ExternalAccountView>))]
[JsonSerializable(typeof(StartTotp.View), TypeInfoPropertyName = "StartTotpView")]
[JsonSerializable(typeof(ConfirmTotp.Request), TypeInfoPropertyName = "ConfirmTotpRequest")]
[JsonSerializable(typeof(RecoveryCodesView))]
[JsonSerializable(typeof(ShowRecoveryCodes.View), TypeInfoPropertyName = "ShowRecoveryCodesView")]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(KeywrightStatistics))]
[JsonSerializable(typeof(Listing<SessionView>))]
[JsonSerializable(typeof(Listing<PersonalTokenView>))]
[JsonSerializable(typeof(Listing<ConnectedAppView>))]
[JsonSerializable(typeof(Listing<AuditEventView>))]
[JsonSerializable(typeof(AuditStatisticsView))]
[JsonSerializable(typeof(CreateToken.Created), TypeInfoPropertyName = "CreateTokenCreated")]
[JsonSerializable(typeof(CreateToken.Request), TypeInfoPropertyName = "CreateTokenRequest")]
[JsonSerializable(typeof(Register.Request), TypeInfoPropertyName = "RegisterRequest")]
[JsonSerializable(typeof(SignInWithPassword.Request), TypeInfoPropertyName = "SignInWithPasswordRequest")]
[JsonSerializable(typeof(RefreshSession.Request), TypeInfoPropertyName = "RefreshSessionRequest")]
[JsonSerializable(typeof(UpdateAccount.Request), TypeInfoPropertyName = "UpdateAccountRequest")]
[JsonSerializable(typeof(DeleteAccount.Request), TypeInfoPropertyName = "DeleteAccountRequest")]
[JsonSerializable(typeof(ConfirmPassword.Request), TypeInfoPropertyName = "ConfirmPasswordRequest")]
[JsonSerializable(typeof(ChangePassword.Request), TypeInfoPropertyName = "ChangePasswordRequest")]
[JsonSerializable(typeof(ForgotPassword.Request), TypeInfoPropertyName = "ForgotPasswordRequest")]
[JsonSerializable(typeof(ResetPassword.Request), TypeInfoPropertyName = "ResetPasswordRequest")]
[JsonSerializable(typeof(ChangeEmail.Request), TypeInfoPropertyName = "ChangeEmailRequest")]
[JsonSerializable(typeof(ResendVerification.Request), TypeInfoPropertyName = "ResendVerificationRequest")]
[JsonSerializable(typeof(VerifyEmail.Request), TypeInfoPropertyName = "VerifyEmailRequest")]
[JsonSerializable(typeof(VerificationRequired))]
[JsonSerializable(typeof(Dictionary<string, bool>), TypeInfoPropertyName = "CheckedPermissions")]
[JsonSerializable(typeof(AdministeredUser))]
[JsonSerializable(typeof(KeywrightKey))]
[JsonSerializable(typeof(Listing<KeywrightKey>))]
[JsonSerializable(typeof(RotateKeys.Request), TypeInfoPropertyName = "RotateKeysRequest")]
[JsonSerializable(typeof(ShowPasswordPolicy.View), TypeInfoPropertyName = "ShowPasswordPolicyView")]
[JsonSerializable(typeof(RoleView))]
[JsonSerializable(typeof(ServiceAccountView))]
[JsonSerializable(typeof(StatsView))]
[JsonSerializable(typeof(Listing<AdministeredUser>))]
[JsonSerializable(typeof(Listing<AdministeredSession>))]
[JsonSerializable(typeof(Listing<AdministeredToken>))]
[JsonSerializable(typeof(Listing<RoleView>))]
[JsonSerializable(typeof(Listing<ServiceAccountView>))]
[JsonSerializable(typeof(Listing<KeywrightMigration>))]
[JsonSerializable(typeof(MakeUser.Request), TypeInfoPropertyName = "MakeUserRequest")]
[JsonSerializable(typeof(UpdateUser.Request), TypeInfoPropertyName = "UpdateUserRequest")]
[JsonSerializable(typeof(LockUser.Request), TypeInfoPropertyName = "LockUserRequest")]
[JsonSerializable(typeof(AddRole.Request), TypeInfoPropertyName = "AddRoleRequest")]
[JsonSerializable(typeof(UpdateRole.Request), TypeInfoPropertyName = "UpdateRoleRequest")]
[JsonSerializable(typeof(ClientView))]
[JsonSerializable(typeof(Listing<ClientView>))]
[JsonSerializable(typeof(ClientRequest))]
[JsonSerializable(typeof(RotateSecret.Request), TypeInfoPropertyName = "RotateSecretRequest")]
[JsonSerializable(typeof(KeywrightClientSettings))]
[JsonSerializable(typeof(AddServiceAccount.Request), TypeInfoPropertyName = "AddServiceAccountRequest")]
[JsonSerializable(typeof(UpdateServiceAccount.Request), TypeInfoPropertyName = "UpdateServiceAccountRequest")]
internal sealed partial class KeywrightJson : JsonSerializerContext;
