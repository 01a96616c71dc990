using Keywright.EndToEnd.Sqlite;

// The processes that the tests start, kill and trace.
return args switch
{
    ["write", var path, var name, var callers, var each] =>
        await WritingProcess.Run(path, name, int.Parse(callers), int.Parse(each)),
    ["host", var order, var hostFile, var ourFile] => await HostProcess.Run(order == "host-first", hostFile, ourFile),
    ["try-lock", var path] => TryLockProcess.Run(path),
    _ => throw new ArgumentException(string.Join(' ', args)),
};
