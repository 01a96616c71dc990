namespace Keywright.Database.Sqlite;

/// <summary>The result codes that we tell apart. The low byte of an extended code is its primary code.</summary>
internal static class SqliteCode
{
    public const int Ok = 0;
    public const int Perm = 3;
    public const int Busy = 5;
    public const int Locked = 6;
    public const int NoMemory = 7;
    public const int ReadOnly = 8;
    public const int Interrupt = 9;
    public const int IoError = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CantOpen = 14;
    public const int Protocol = 15;
    public const int Constraint = 19;
    public const int NotADatabase = 26;
    public const int Row = 100;
    public const int Done = 101;
    public const int ConstraintPrimaryKey = Constraint | (6 << 8);
    public const int ConstraintUnique = Constraint | (8 << 8);

    public static int Primary(int code) => code & 0xff;
}
