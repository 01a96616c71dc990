using System.Text.Json;
using Keywright.Database;
using Keywright.Security.Keys;

namespace Keywright.Email;

/// <summary>
/// Where letters are put in the unit of work of what they tell: they are sent if and only if it committed, and no answer's time depends on
/// a mail server. Rows are encrypted, for letters hold live links.
/// </summary>
internal sealed class Outbox(MasterKey key, OutboxSignal signal)
{
    internal const string Purpose = "outbox";

    public async ValueTask Add(Tx tx, Letter letter)
    {
        var id = Guid.CreateVersion7(tx.Now);
        var content = new SealedLetter(
            letter.To, letter.Subject, letter.Paragraphs, letter.Link, letter.Facts, letter.Footnote, letter.IsForNobody);
        var plain = JsonSerializer.SerializeToUtf8Bytes(content, LetterJson.Default.SealedLetter);
        await OutboxStore.Add(
            tx, new NewOutboxRow(id, letter.Kind, letter.User, key.Encrypt(Purpose, plain, Associated(id)), tx.Now + letter.UsefulFor));
        tx.OnCommitted(signal.Set);
    }

    /// <summary>The letter in a row, or null when it was encrypted under another master key.</summary>
    public SealedLetter? Open(Guid id, byte[]? letter) =>
        letter is not null && key.Decrypt(Purpose, letter, Associated(id)) is { } plain
            ? JsonSerializer.Deserialize(plain, LetterJson.Default.SealedLetter)
            : null;

    private static byte[] Associated(Guid id) => id.ToByteArray(bigEndian: true);
}
