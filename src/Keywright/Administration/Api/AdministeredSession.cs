using System.Diagnostics.CodeAnalysis;
using Keywright.Security;
using Keywright.Sessions;

namespace Keywright.Administration.Api;

/// <summary>The <em>session</em> of the HTTP contract, with whose it is.</summary>
internal sealed record AdministeredSession : SessionView
{
    [SetsRequiredMembers]
    private AdministeredSession(SessionView view, Guid userId)
        : base(view) => UserId = userId;

    public Guid UserId { get; }

    public static new AdministeredSession Of(Session session, SessionId? current) =>
        new(SessionView.Of(session, current), session.UserId.Value);
}
