namespace Keywright.OAuth.Dpop;

/// <summary>What this folder needs of the options that live above it.</summary>
/// <param name="DemandsNonces">Whether each proof must hold a nonce of ours: <c>OAuth:DpopNonces</c>.</param>
internal sealed record DpopSettings(bool DemandsNonces);
