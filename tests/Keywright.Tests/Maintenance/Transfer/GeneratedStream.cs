using System.Text;

namespace Keywright.Tests.Maintenance.Transfer;

/// <summary>Lines as a stream, made as they are read.</summary>
internal sealed class GeneratedStream(IEnumerable<string> lines) : Stream
{
    private readonly IEnumerator<string> _lines = lines.GetEnumerator();
    private byte[] _line = [];
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at == _line.Length)
        {
            if (!_lines.MoveNext())
            {
                return 0;
            }

            (_line, _at) = (Encoding.UTF8.GetBytes(_lines.Current + "\n"), 0);
        }

        var length = Math.Min(count, _line.Length - _at);
        _line.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
        _at += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _lines.Dispose();
        base.Dispose(disposing);
    }
}
