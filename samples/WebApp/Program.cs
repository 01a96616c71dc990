// A web application whose users sign in at a Keywright server, and that calls samples/Api in their name.
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Keywright.Client;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthorization();
builder.Services.AddHttpClient("orders", http => http.BaseAddress = new Uri(Setting("Api")));
builder.Services
    .AddAuthentication(options =>
    {
        options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.DefaultChallengeScheme = KeywrightSignInDefaults.AuthenticationScheme;
    })
    .AddCookie()
    .AddKeywrightSignIn(options =>
    {
        options.Authority = Setting("Authority");
        options.ClientId = Setting("ClientId");
        options.ClientSecret = Setting("ClientSecret");
        options.Scopes.Add("orders:read");
        options.Resource = Setting("Api");
        options.SaveTokens = true;
    });

var app = builder.Build();
app.MapGet("/", (ClaimsPrincipal user) => user.Identity!.IsAuthenticated
    ? Page($"""
        <p>Signed in as {Text(user.Identity.Name)}, {Text(user.FindFirstValue("email"))}.</p>
        <p><a href="/orders">Your orders</a></p>
        <form method="post" action="/sign-out"><button>Sign out</button></form>
        """)
    : Page("""<p>Nobody is signed in.</p><p><a href="/sign-in?return_to=%2F">Sign in</a></p>"""));

app.MapGet("/sign-in", (string? return_to) => Results.Challenge(new() { RedirectUri = return_to ?? "/" }));

app.MapGet("/orders", async (HttpContext context, IHttpClientFactory clients, CancellationToken ct) =>
{
    if (await context.GetKeywrightAccessTokenAsync(cancellationToken: ct) is not { } token)
    {
        return Results.Challenge();   // what was allowed has ended: sign in anew
    }

    using var request = new HttpRequestMessage(HttpMethod.Get, "/orders");
    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    using var answer = await clients.CreateClient("orders").SendAsync(request, ct);
    return Page($"<p>The API says: <code>{Text(await answer.Content.ReadAsStringAsync(ct))}</code></p>");
}).RequireAuthorization();

// The cookie is SameSite=Lax: a form of another site comes without it, and signs nobody out.
app.MapPost("/sign-out", () => Results.SignOut(
    new() { RedirectUri = "/" }, [CookieAuthenticationDefaults.AuthenticationScheme, KeywrightSignInDefaults.AuthenticationScheme]))
    .RequireAuthorization();

app.Run();

static IResult Page(string body) =>
    Results.Content($"<!doctype html><title>Shop</title><main>{body}</main>", "text/html; charset=utf-8");

static string Text(string? value) => HtmlEncoder.Default.Encode(value ?? "");

string Setting(string name) => builder.Configuration[name] ?? throw new InvalidOperationException($"Set {name}: README.md says how.");
