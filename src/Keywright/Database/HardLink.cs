using System.Runtime.InteropServices;
using System.Text;

namespace Keywright.Database;

/// <summary>
/// link(2): gives a finished file its name only if nobody has taken it. File.Move without overwriting looks first and renames
/// afterwards, so two processes can both succeed.
/// </summary>
internal static unsafe class HardLink
{
    /// <summary>False when the name is taken or the file system has no hard links.</summary>
    public static bool TryCreate(string existing, string name)
    {
        var link = (delegate* unmanaged<byte*, byte*, int>)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "link");
        fixed (byte* from = Terminated(existing), to = Terminated(name))
        {
            return link(from, to) == 0;
        }
    }

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes(Path.GetFullPath(path) + "\0");
}
