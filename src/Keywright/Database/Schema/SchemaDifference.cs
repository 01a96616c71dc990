namespace Keywright.Database.Schema;

/// <summary>One thing that is not as expected, in plain words.</summary>
/// <param name="Kind">table, column, constraint, index, trigger, function, view …</param>
/// <param name="Name">What it is called, with its table.</param>
/// <param name="Problem">missing, unexpected, changed, disabled or invalid.</param>
/// <param name="Text">The sentence.</param>
/// <param name="IsNote">It harms nothing of ours: somebody put something of their own beside it.</param>
internal sealed record SchemaDifference(string Kind, string Name, string Problem, string Text, bool IsNote);
