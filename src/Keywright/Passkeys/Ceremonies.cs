using System.Text.Json;
using Keywright.Http;
using Keywright.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Keywright.Passkeys;

/// <summary>What a browser is asked to do, and the state that it brings back with its answer.</summary>
internal sealed record CeremonyView(string State, JsonElement Options);

/// <summary>A passkey that proved itself, and how its authenticator counts now.</summary>
internal sealed record ProvenPasskey(User User, UserPasskeyInfo Info, PasskeyState State);

/// <summary>
/// WebAuthn's two ceremonies, by the framework's own implementation: with options of ours alone, so that a host's Identity is left in
/// peace, and a domain that no Host header can change.
/// </summary>
internal sealed class Ceremonies : IDisposable
{
    private readonly PasskeySite _site;
    private readonly PasskeyStates _states;
    private readonly UserManager<User> _users;
    private readonly PasskeyHandler<User> _handler;

    public Ceremonies(PasskeySite site, PasskeyStates states, PasskeyUsers users)
    {
        (_site, _states) = (site, states);
        _users = new UserManager<User>(
            users, null!, null!, [], [], null!, new IdentityErrorDescriber(), null!, NullLogger<UserManager<User>>.Instance);
        _handler = new PasskeyHandler<User>(_users, Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = site.Domain,
            AuthenticatorTimeout = PasskeyStates.Lifetime,
            ResidentKeyRequirement = "required",
            UserVerificationRequirement = "required",
            ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && site.Origins.Contains(context.Origin)),
        }));
    }

    /// <summary>Why there can be no passkeys here, or null.</summary>
    public ProblemResult? Refuse() => _site.Domain is null
        ? Problems.Of(ProblemCode.NotFound, "Passkeys need a host name, not an IP address: set PublicUrl.")
        : null;

    /// <summary>The domain, as browsers want it in a signal.</summary>
    public string Domain => _site.Domain!;

    public IReadOnlyList<string> Origins => _site.Origins;

    public async Task<CeremonyView> BeginRegistration(Call call, User user)
    {
        var name = PasskeyUsers.NameOf(user) ?? user.Id.ToString();
        var entity = new PasskeyUserEntity { Id = PasskeyUsers.HandleOf(user.Id), Name = name, DisplayName = user.Name ?? name };
        var begun = await _handler.MakeCreationOptionsAsync(entity, call.Http);
        return View(Ceremony.Registration, begun.AttestationState, begun.CreationOptionsJson);
    }

    /// <summary>The new passkey, or null when the answer is not a right one to this <paramref name="user"/>'s registration.</summary>
    public async Task<(UserPasskeyInfo Info, PasskeyState State)?> Register(Call call, User user, string? state, JsonElement credential)
    {
        if (_states.Open(Ceremony.Registration, state) is not { } opened || credential.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var result = await _handler.PerformAttestationAsync(new PasskeyAttestationContext
        {
            HttpContext = call.Http,
            CredentialJson = credential.GetRawText(),
            AttestationState = opened.Json,
        });
        return result is { Succeeded: true, Passkey: { } passkey, UserEntity: { } entity } && entity.Id == PasskeyUsers.HandleOf(user.Id)
            ? (passkey, opened)
            : null;
    }

    /// <summary>Any passkey of this site will do, or one of <paramref name="user"/>.</summary>
    public async Task<CeremonyView> BeginSignIn(Call call, User? user)
    {
        var begun = await _handler.MakeRequestOptionsAsync(user, call.Http);
        return View(Ceremony.SignIn, begun.AssertionState, begun.RequestOptionsJson);
    }

    /// <summary>Who has proved to be whom, or null. Nothing is written: the use case decides what counts, and once.</summary>
    public async Task<ProvenPasskey?> Prove(Call call, string? state, JsonElement credential)
    {
        if (_states.Open(Ceremony.SignIn, state) is not { } opened || credential.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var result = await _handler.PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = call.Http,
            CredentialJson = credential.GetRawText(),
            AssertionState = opened.Json,
        });
        return result is { Succeeded: true, User: { } user, Passkey: { } info } ? new ProvenPasskey(user, info, opened) : null;
    }

    public void Dispose() => _users.Dispose();

    private CeremonyView View(Ceremony ceremony, string? state, string optionsJson)
    {
        using var options = JsonDocument.Parse(optionsJson);
        return new CeremonyView(_states.Seal(ceremony, state!), options.RootElement.Clone());
    }
}
