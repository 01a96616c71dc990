// A board of posts. Anyone who signed in may read it, a token with the ability posts:write may write.
//   dotnet run --project samples/Embedded, then register and sign in at /api/auth as docs/guides/first-steps.md shows.
using System.Collections.Concurrent;
using System.Security.Claims;
using Keywright;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthorization();
builder.Services.AddKeywright();   // on SQLite in ./data, unless the section Keywright of the settings says otherwise

var app = builder.Build();
app.MapKeywright();

var posts = new ConcurrentQueue<Post>();
app.MapGet("/", () => "Register at POST /api/auth/register, then GET /posts.");
app.MapGet("/posts", () => posts).RequireAuthorization();
app.MapPost("/posts", (NewPost post, ClaimsPrincipal user) =>
{
    posts.Enqueue(new Post(post.Text, user.FindFirstValue(ClaimTypes.NameIdentifier)!));
    return Results.Created();
}).RequireAbility("posts:write");

app.Run();

internal sealed record NewPost(string Text);

internal sealed record Post(string Text, string Author);
