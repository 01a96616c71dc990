using Keywright.Database;
using Keywright.Security;

namespace Keywright.Sessions.Risk;

/// <summary>Judges a sign-in whose password, or passkey, is right: one read of the user's last sessions.</summary>
internal sealed class AssessRisk(RiskOptions options)
{
    private const int Looked = 20;

    /// <param name="failures">Wrong passwords before this one, counted where this client's are counted.</param>
    public static async ValueTask<RiskVerdict> Run(Tx tx, UserId user, ClientTraits client, bool isKnownDevice, int failures = 0)
    {
        var history = await SessionStore.History(tx, user, Looked);

        // Whoever signs in for the first time has nothing that it could differ from.
        return history.Count == 0 && (isKnownDevice || !await DeviceStore.Any(tx, user))
            ? RiskVerdict.None
            : RiskSignals.Judge(history, client, isKnownDevice, failures, tx.Now);
    }

    public bool MustNotify(RiskVerdict risk) => risk.Score >= options.NotifyAt;

    public bool MustStepUp(RiskVerdict risk) => risk.Score >= options.StepUpAt;

    public bool MustRefuse(RiskVerdict risk) => risk.Score >= options.RefuseAt;
}
