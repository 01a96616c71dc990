namespace Keywright.Database;

/// <summary>Marks text as JSON: <c>jsonb</c> on PostgreSQL, <c>TEXT</c> on SQLite.</summary>
internal readonly record struct Json(string? Text);
