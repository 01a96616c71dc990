using System.Text.Json.Serialization;
using Keywright.Security;

namespace Keywright.Email;

/// <summary>The one thing that a letter asks for, as a button.</summary>
internal sealed record LetterLink(string Text, string Url);

/// <summary>A line of what a letter reports: when, from where.</summary>
internal sealed record LetterFact(string Name, string Value);

/// <summary>
/// A mail as it lies in the outbox: words without form. <see cref="LetterText"/> and <see cref="LetterHtml"/> give it one at delivery.
/// </summary>
internal sealed record Letter(string Kind, string To, string Subject, IReadOnlyList<string> Paragraphs)
{
    public LetterLink? Link { get; init; }

    public IReadOnlyList<LetterFact> Facts { get; init; } = [];

    /// <summary>What to do when the reader didn't expect this.</summary>
    public required string Footnote { get; init; }

    public UserId? User { get; init; }

    /// <summary>Written so that a request for an unknown mailbox costs the same; delivery throws it away.</summary>
    public bool IsForNobody { get; init; }

    /// <summary>For how long it is worth delivering: as long as its link works.</summary>
    public TimeSpan UsefulFor { get; init; } = TimeSpan.FromDays(2);
}

/// <summary>What of a letter is encrypted in its row.</summary>
internal sealed record SealedLetter(
    string To, string Subject, IReadOnlyList<string> Paragraphs, LetterLink? Link, IReadOnlyList<LetterFact> Facts, string Footnote,
    bool IsForNobody);

[JsonSerializable(typeof(SealedLetter))]
internal sealed partial class LetterJson : JsonSerializerContext;
