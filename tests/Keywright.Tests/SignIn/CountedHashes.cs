using Keywright.Security.PasswordHash;
using Keywright.Tests.Security.PasswordHash;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.SignIn;

/// <summary>A hasher that counts what it computes, in place of a server's own; one thread, so that nothing is counted twice.</summary>
internal sealed class CountedHashes
{
    private static readonly PasswordOptions Cheap = new() { Memory = 7 * 1024, Iterations = 1 };

    private readonly CountingFormat _format = new(new Argon2id(Cheap, Sodium.Instance));

    public int Count => _format.Computed.Count;

    /// <summary>Runs before each computation.</summary>
    public Action? Before { get; set; }

    public void Into(IServiceCollection services) => services.AddSingleton(
        new PasswordHasher([new Interrupted(this), new Pbkdf2Sha512()], new HashQueue(1, 1_000), NullLogger.Instance));

    public async Task<int> During(Func<Task> action)
    {
        var before = Count;
        await action();
        return Count - before;
    }

    private sealed class Interrupted(CountedHashes owner) : IPasswordFormat
    {
        public bool Reads(string phc) => owner._format.Reads(phc);

        public string? Refuse(string phc) => owner._format.Refuse(phc);

        public bool Verify(string phc, ReadOnlySpan<byte> password)
        {
            owner.Before?.Invoke();
            return owner._format.Verify(phc, password);
        }

        public bool IsOutdated(string phc) => owner._format.IsOutdated(phc);

        public string Hash(ReadOnlySpan<byte> password) => owner._format.Hash(password);

        public string Decoy() => owner._format.Decoy();
    }
}
