using System.CommandLine;
using Keywright.Maintenance.Transfer;

namespace Keywright.Server.Commands;

/// <summary>How a command is told of another system's users.</summary>
internal sealed class ForeignArguments
{
    private const string Variable = "env:";

    private readonly Option<ForeignKind?> _from = new("--from")
    {
        Description = "Whose users they are: identity, laravel (databases), keycloak, csv or jsonl (files). An export without it.",
    };

    private readonly Option<string> _map = new("--map")
    {
        Description = "For csv and jsonl: which field of ours is which of theirs, such as email=mail,password_hash=pwd.",
    };

    private readonly Option<string> _name = new("--source")
    {
        Description = "A name for the source. Two that number their users alike need one each.",
    };

    private readonly Option<string[]> _role = new("--role")
    {
        Description = "A role of theirs that is a role of ours, such as staff=moderator. May be repeated.",
    };

    private readonly Option<bool> _unknown = new("--allow-unknown-hashes")
    {
        Description = "Import users whose password hash can't be verified without one: they need a password reset.",
    };

    public void AddTo(Command command)
    {
        command.Add(_from);
        command.Add(_map);
        command.Add(_name);
        command.Add(_role);
        command.Add(_unknown);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_role)?.FirstOrDefault(pair => pair.Split('=') is not [{ Length: > 0 }, { Length: > 0 }]) is { } wrong)
            {
                result.AddError($"'{wrong}' is no pair of roles: expected theirs=ours.");
            }
        });
    }

    public bool IsDatabase(ParseResult parsed) => parsed.GetValue(_from) is ForeignKind.Identity or ForeignKind.Laravel;

    /// <summary>The source, or null for an export of our own.</summary>
    public ForeignSource? Source(ParseResult parsed, string name, Stream? file) => parsed.GetValue(_from) is not { } kind ? null : new(kind)
    {
        // A URL holds a password, and arguments are shown to every user of the machine.
        DatabaseUrl = file is not null ? null
            : name.StartsWith(Variable, StringComparison.Ordinal) ? Environment.GetEnvironmentVariable(name[Variable.Length..]) ?? ""
            : name,
        File = file,
        Name = parsed.GetValue(_name),
        Map = parsed.GetValue(_map),
        Roles = (parsed.GetValue(_role) ?? []).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
        AllowUnknownHashes = parsed.GetValue(_unknown),
    };
}
