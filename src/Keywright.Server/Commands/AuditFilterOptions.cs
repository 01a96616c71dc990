using System.CommandLine;
using System.Net;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary>Which events a command is about: the same options for all that read the log.</summary>
internal sealed class AuditFilterOptions
{
    private readonly Option<string> _user = new("--user") { Description = "About this user: id, email address or username." };
    private readonly Option<string> _type = new("--type") { Description = "Of this type, such as login." };
    private readonly Option<string> _category = new("--category") { Description = "Of this category, such as security." };
    private readonly Option<string> _action = new("--action") { Description = "With this action." };
    private readonly Option<string> _status = new("--status") { Description = "success or failure." };
    private readonly Option<string> _severity = new("--severity") { Description = "debug, info, warning, error or critical." };
    private readonly Option<IPAddress> _address = new("--ip") { Description = "From this address.", CustomParser = ParseAddress };
    private readonly Option<string> _tag = new("--tag") { Description = "With this tag." };
    private readonly Option<string> _resourceType = new("--resource-type") { Description = "To things of this type, such as session." };
    private readonly Option<string> _resource = new("--resource") { Description = "To the thing with this id." };
    private readonly Option<AuditMoment> _from = Moment("--from", "Not earlier: an instant, or a time ago (24h, 7d).");
    private readonly Option<AuditMoment> _to = Moment("--to", "Earlier than this: an instant, or a time ago.");

    public AuditFilterOptions() => _status.AcceptOnlyFromAmong("success", "failure", "partial", "pending");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])
            [_user, _type, _category, _action, _status, _severity, _address, _tag, _resourceType, _resource, _from, _to])
        {
            command.Add(option);
        }
    }

    /// <summary>The filter, or null when there is no such user: then <paramref name="output"/> was told.</summary>
    public async Task<KeywrightAuditFilter?> Read(CommandHost host, ParseResult parsed, Output output, CancellationToken ct)
    {
        Guid? user = null;
        if (parsed.GetValue(_user) is { } name)
        {
            // Of a user who is gone the id still finds events.
            user = Guid.TryParse(name, out var id) ? id : (await UserArgument.Find(host, name, ct))?.Id;
            if (user is null)
            {
                output.Error(UserArgument.Unknown(name));
                return null;
            }
        }

        var now = host.Clock.GetUtcNow();
        return new KeywrightAuditFilter
        {
            UserId = user,
            EventType = parsed.GetValue(_type),
            EventCategory = parsed.GetValue(_category),
            Action = parsed.GetValue(_action),
            Status = parsed.GetValue(_status),
            Severity = parsed.GetValue(_severity),
            IpAddress = parsed.GetValue(_address),
            Tag = parsed.GetValue(_tag),
            ResourceType = parsed.GetValue(_resourceType),
            ResourceId = parsed.GetValue(_resource),
            From = parsed.GetValue(_from)?.Resolve(now),
            To = parsed.GetValue(_to)?.Resolve(now),
        };
    }

    private static Option<AuditMoment> Moment(string name, string description) =>
        new(name) { Description = description, CustomParser = AuditMoment.Parse };

    private static IPAddress? ParseAddress(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (!IPAddress.TryParse(result.Tokens[0].Value, out var address))
        {
            result.AddError($"'{result.Tokens[0].Value}' is no IP address.");
        }

        return address;
    }
}
