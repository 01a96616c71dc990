namespace Keywright.Server.Commands;

/// <summary>Why a command was not carried out, and the code that says so.</summary>
internal sealed record Refusal(int Code, string Reason)
{
    public static Refusal Failed(string reason) => new(ExitCode.Failed, reason);

    public static Refusal Usage(string reason) => new(ExitCode.Usage, reason);
}
