using System.Security.Claims;

namespace Keywright.Authentication;

/// <summary>
/// The identity of one request over claims that all requests of a token share. A host's claims transformation that adds or removes a claim
/// gets a copy of its own, so that it can't leak into another request.
/// </summary>
internal sealed class SharedIdentity(Claim[] shared)
    : ClaimsIdentity(KeywrightDefaults.AuthenticationScheme, KeywrightClaims.Name, KeywrightClaims.Role)
{
    private Claim[]? _own;

    public override IEnumerable<Claim> Claims => _own is null ? shared : base.Claims;

    public override void AddClaim(Claim claim)
    {
        Own();
        base.AddClaim(claim);
    }

    public override void AddClaims(IEnumerable<Claim?> claims)
    {
        Own();
        base.AddClaims(claims);
    }

    public override void RemoveClaim(Claim? claim)
    {
        Own();
        base.RemoveClaim(OwnOf(claim));
    }

    public override bool TryRemoveClaim(Claim? claim)
    {
        Own();
        return base.TryRemoveClaim(OwnOf(claim));
    }

    public override ClaimsIdentity Clone() => new(Claims, AuthenticationType, NameClaimType, RoleClaimType);

    private void Own()
    {
        if (_own is null)
        {
            base.AddClaims(shared);
            _own = [.. base.Claims];
        }
    }

    /// <summary>Claims are removed by reference: one that was found before the copy is meant as its copy.</summary>
    private Claim? OwnOf(Claim? claim) => Array.IndexOf(shared, claim) is >= 0 and var index ? _own![index] : claim;
}
