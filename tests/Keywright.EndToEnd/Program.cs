using Keywright.EndToEnd.Postgres;
using Keywright.EndToEnd.Sqlite;

// The processes that the tests start, kill and trace.
return args switch
{
    ["write", var path, var name, var callers, var each] =>
        await WritingProcess.Run(path, name, int.Parse(callers), int.Parse(each)),
    ["write-postgres", var url, var schema] => await WritingClient.Run(url, schema),
    ["host", var order, var hostFile, var ourFile] => await HostProcess.Run(order == "host-first", hostFile, ourFile),
    ["try-lock", var path] => TryLockProcess.Run(path),
    _ => throw new ArgumentException(string.Join(' ', args)),
};
