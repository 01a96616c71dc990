using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keywright.Http;

namespace Keywright.Server.Commands;

/// <summary>A column of a command's output: its name in JSON, in snake_case, is its heading in the table.</summary>
internal sealed record Column<T>(string Name, Func<T, object?> Value);

/// <summary>What commands print: results to one stream, as a table or as JSON; messages for people to the other.</summary>
internal sealed class Output(TextWriter results, TextWriter messages, bool json)
{
    private static readonly JsonWriterOptions Pretty = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool Json { get; } = json;

    /// <summary>For people only: with --json the result speaks for itself.</summary>
    public void Say(string text)
    {
        if (!Json)
        {
            messages.WriteLine(text);
        }
    }

    public void Error(string text) => messages.WriteLine(text);

    /// <summary>The beginning of a line that whoever sits there ends.</summary>
    public void Ask(string question)
    {
        messages.Write(question);
        messages.Flush();
    }

    /// <summary>A result of one line, for people.</summary>
    public void Result(string text)
    {
        if (!Json)
        {
            results.WriteLine(text);
        }
    }

    /// <summary>A result that is a text of its own, for another program as it is.</summary>
    public void Text(string text) => results.Write(text);

    /// <summary>A change was made: a sentence for people, the changed thing for programs.</summary>
    public void Done<T>(T row, string sentence, params ReadOnlySpan<Column<T>> columns)
    {
        Say(sentence);
        if (Json)
        {
            One(row, columns);
        }
    }

    /// <summary>Tells why not, and returns the code to end with.</summary>
    public int Fail(Refusal refusal)
    {
        Error(refusal.Reason);
        return refusal.Code;
    }

    /// <summary>One thing: a line a member, or a JSON object.</summary>
    public void One<T>(T row, params ReadOnlySpan<Column<T>> columns)
    {
        if (Json)
        {
            using var text = new MemoryStream();
            using (var writer = new Utf8JsonWriter(text, Pretty))
            {
                Write(writer, row, columns);
            }

            results.WriteLine(Encoding.UTF8.GetString(text.ToArray()));
            return;
        }

        var width = 0;
        foreach (var column in columns)
        {
            width = Math.Max(width, column.Name.Length);
        }

        foreach (var column in columns)
        {
            results.WriteLine($"{column.Name.PadRight(width)}  {Show(column.Value(row))}".TrimEnd());
        }
    }

    /// <summary>One thing of many parts, for programs: all of it as JSON.</summary>
    public void Whole<T>(T value, JsonSerializerContext context)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Pretty))
        {
            JsonSerializer.Serialize(writer, value, new WireJson(context).TypeOf<T>());
        }

        results.WriteLine(Encoding.UTF8.GetString(text.ToArray()));
    }

    /// <summary>A further part of it, for people: a table after an empty line; nothing when there are no rows.</summary>
    public void Section<T>(IReadOnlyList<T> rows, params ReadOnlySpan<Column<T>> columns)
    {
        if (rows.Count > 0)
        {
            results.WriteLine();
            Table(rows, columns);
        }
    }

    /// <summary>Many things: a table, or a JSON object whose <c>data</c> is an array.</summary>
    public void Many<T>(IReadOnlyList<T> rows, params ReadOnlySpan<Column<T>> columns) => Print(rows, _ => { }, columns);

    /// <summary>Some of many things, and from where to go on; null at the end.</summary>
    public void Page<T>(IReadOnlyList<T> rows, string? next, params ReadOnlySpan<Column<T>> columns)
    {
        Print(
            rows,
            writer =>
            {
                writer.WritePropertyName("next_cursor");
                WriteValue(writer, next);
            },
            columns);
        if (next is not null)
        {
            Say($"There are more: --after {next}");
        }
    }

    private void Print<T>(IReadOnlyList<T> rows, Action<Utf8JsonWriter> rest, ReadOnlySpan<Column<T>> columns)
    {
        if (!Json)
        {
            Table(rows, columns);
            return;
        }

        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Pretty))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data");
            foreach (var row in rows)
            {
                Write(writer, row, columns);
            }

            writer.WriteEndArray();
            rest(writer);
            writer.WriteEndObject();
        }

        results.WriteLine(Encoding.UTF8.GetString(text.ToArray()));
    }

    private void Table<T>(IReadOnlyList<T> rows, ReadOnlySpan<Column<T>> columns)
    {
        var lines = new string[rows.Count + 1];
        foreach (var column in columns)
        {
            string[] cells = [column.Name.ToUpperInvariant(), .. rows.Select(row => Show(column.Value(row)))];
            var width = cells.Max(cell => cell.Length) + 2;
            for (var i = 0; i < lines.Length; i++)
            {
                lines[i] += cells[i].PadRight(width);
            }
        }

        foreach (var line in lines)
        {
            results.WriteLine(line?.TrimEnd());
        }
    }

    /// <summary>No control character reaches the terminal, whoever chose the text.</summary>
    private static string Show(object? value) =>
        string.Concat(TextOf(value).Select(c => char.IsControl(c) ? '\uFFFD' : c));

    private static string TextOf(object? value) => value switch
    {
        null => "-",
        IEnumerable<string> list => string.Join(", ", list),
        DateTimeOffset instant => instant.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        bool flag => flag ? "yes" : "no",
        _ => value.ToString() ?? "",
    };

    private static void Write<T>(Utf8JsonWriter writer, T row, ReadOnlySpan<Column<T>> columns)
    {
        writer.WriteStartObject();
        foreach (var column in columns)
        {
            writer.WritePropertyName(column.Name);
            WriteValue(writer, column.Value(row));
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case DateTimeOffset instant:
                writer.WriteStringValue(instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
                break;
            case IEnumerable<string> list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    writer.WriteStringValue(item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }
}
