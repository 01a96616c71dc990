using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Keywright.Maintenance.Transfer;

/// <summary>One line of a text, numbered from 1.</summary>
internal readonly record struct NumberedLine(long Number, ReadOnlyMemory<byte> Text)
{
    public string Place => string.Create(CultureInfo.InvariantCulture, $"line {Number}");

    /// <summary>The lines of a stream that are not empty, as they come.</summary>
    /// <exception cref="TransferException">A line is longer than any that is meant.</exception>
    public static async IAsyncEnumerable<NumberedLine> Of(Stream stream, [EnumeratorCancellation] CancellationToken ct)
    {
        const int Longest = 8 * 1024 * 1024;
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        var number = 0L;
        while (true)
        {
            var read = await pipe.ReadAsync(ct);
            var rest = read.Buffer;
            while (Next(ref rest, read.IsCompleted) is { } line)
            {
                number++;
                if (!line.IsEmpty)
                {
                    yield return new NumberedLine(number, line.IsSingleSegment ? line.First : line.ToArray());
                }
            }

            if (read.IsCompleted)
            {
                break;
            }

            if (rest.Length > Longest)
            {
                throw new TransferException($"Line {number + 1} is longer than {Longest} bytes: this is not a file of lines.");
            }

            pipe.AdvanceTo(rest.Start, rest.End);
        }

        await pipe.CompleteAsync();
    }

    private static ReadOnlySequence<byte>? Next(ref ReadOnlySequence<byte> rest, bool isLast)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return line;
        }

        if (!isLast || rest.IsEmpty)
        {
            return null;
        }

        var last = rest;
        rest = rest.Slice(rest.End);
        return last;
    }
}

/// <summary>Reads the lines that <see cref="TransferLines"/> writes.</summary>
internal sealed class ImportLines(IReadOnlyList<TransferTable> tables, bool withoutSecrets)
{
    private readonly Dictionary<string, TransferTable> _tables = tables.ToDictionary(table => table.Name);

    public bool HasHeader { get; private set; }

    /// <summary>The key of the secrets, from the header.</summary>
    public TransferSecret? Secret { get; private set; }

    /// <summary>What the last line says there were, once it was read.</summary>
    public Dictionary<string, long>? End { get; private set; }

    /// <exception cref="TransferException">It is not an export that this version reads, or its passphrase is missing.</exception>
    public void Header(ReadOnlyMemory<byte> line, string? passphrase)
    {
        using var document = Parse(line);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } header
            || !header.TryGetProperty("keywright", out _) || !header.TryGetProperty("format", out var format))
        {
            throw new TransferException("This is not an export of Keywright. For the users of another system: --from, see --help.");
        }

        if (format.GetInt32() != TransferLines.Format)
        {
            throw new TransferException($"The export has format {format.GetInt32()}, which this version does not read. A newer one does.");
        }

        HasHeader = true;
        if (header.TryGetProperty("secrets", out var secrets) && !withoutSecrets)
        {
            Secret = TransferSecret.Of(secrets, passphrase is { Length: > 0 } given ? given : throw new TransferException("""
                The export holds secrets under a passphrase.
                Give that passphrase (--passphrase-file), or leave the secrets out (--without-secrets).
                """));
        }
    }

    /// <summary>The row of a line, or what is wrong with it; neither at the end.</summary>
    public (TransferTable? Table, string?[]? Row, string? Wrong) Read(ReadOnlyMemory<byte> line)
    {
        using var document = Parse(line);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root || End is not null)
        {
            return (null, null, End is null ? "it is not a JSON object." : "it stands after the end.");
        }

        var member = root.EnumerateObject().FirstOrDefault();
        if (member.Value.ValueKind != JsonValueKind.Object)
        {
            return (null, null, "it is not a row.");
        }

        if (member.Name == "end")
        {
            End = member.Value.EnumerateObject().ToDictionary(count => count.Name, count => count.Value.GetInt64());
            return default;
        }

        if (!_tables.TryGetValue(member.Name, out var table))
        {
            return (null, null, $"this version knows no table {member.Name}.");
        }

        var row = new string?[table.Columns.Count];
        var wrong = Fill(table, member.Value, row);
        return (table, wrong is null ? row : null, wrong);
    }

    private string? Fill(TransferTable table, JsonElement members, string?[] row)
    {
        foreach (var member in members.EnumerateObject())
        {
            if (table.Find(member.Name) is not { } position)
            {
                return $"{table.Name} has no column {member.Name} in this version.";
            }

            var column = table.Columns[position];
            row[position] = member.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String when column.Kind != ColumnKind.Json => member.Value.GetString(),
                _ => member.Value.GetRawText(),
            };
            if (row[position] is { } text && (row[position] = RowCodec.Canonical(column, text)) is null)
            {
                return $"its {column.Name} can't be stored.";
            }
        }

        for (var i = 0; i < row.Length; i++)
        {
            row[i] ??= table.Columns[i].Default;
        }

        return table.Key.Any(position => row[position] is null) ? "it has no key." : Unseal(table, row);
    }

    private string? Unseal(TransferTable table, string?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var column = table.Columns[i];
            if (column.Kind != ColumnKind.Secret || row[i] is not { } text)
            {
                continue;
            }

            row[i] = Secret?.Open(TransferLines.Place(table, column, row), text);
            if (row[i] is null && (column.IsRequired || Secret is not null))
            {
                return Secret is null ? $"it makes no sense without its {column.Name}." : $"its {column.Name} is not what was exported.";
            }
        }

        return null;
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
