using Keywright.Http;
using Keywright.Security.PasswordHash;

namespace Keywright.Passwords;

/// <summary>
/// GET /password/policy: what a form tells before anybody types. Which words and lists are refused is not told.
/// </summary>
internal sealed class ShowPasswordPolicy(PasswordPolicy policy, PasswordOptions options) : IUseCase
{
    public Task<IResult> Handle(Call call) =>
        Task.FromResult(Answers.Ok(new View(options.Profile, policy.MinLength, PasswordText.MaxLength, options.MinScore)));

    public sealed record View(string Profile, int MinLength, int MaxLength, int MinScore);
}
