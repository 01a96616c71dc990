using System.Security.Claims;

namespace Keywright.Authentication;

/// <summary>
/// The identity of one request over claims that all requests of a token share. A host's claims transformation that adds or removes a claim
/// gets a copy of its own, so that it can't leak into another request.
/// </summary>
internal sealed class SharedIdentity(Claim[] shared)
    : ClaimsIdentity(KeywrightDefaults.AuthenticationScheme, KeywrightClaims.Name, KeywrightClaims.Role)
{
    private bool _isOwn;

    public override IEnumerable<Claim> Claims => _isOwn ? base.Claims : shared;

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
        base.RemoveClaim(claim);
    }

    public override bool TryRemoveClaim(Claim? claim)
    {
        Own();
        return base.TryRemoveClaim(claim);
    }

    public override ClaimsIdentity Clone() => new(Claims, AuthenticationType, NameClaimType, RoleClaimType);

    private void Own()
    {
        if (!_isOwn)
        {
            _isOwn = true;
            base.AddClaims(shared);
        }
    }
}
