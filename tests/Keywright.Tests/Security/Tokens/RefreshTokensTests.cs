using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Keywright.Security;
using Keywright.Security.Keys;
using Keywright.Security.Tokens;

namespace Keywright.Tests.Security.Tokens;

public sealed class RefreshTokensTests
{
    private static readonly SessionId Session = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch));

    private readonly MasterKey _key = MasterKey.New();
    private readonly RefreshTokens _tokens;

    public RefreshTokensTests() => _tokens = new(_key);

    [Fact]
    public void A_token_carries_session_and_generation_and_is_genuine() => Prop.ForAll(
        ArbMap.Default.ArbFor<Guid>(),
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        (session, generation) =>
        {
            var parsed = RefreshToken.Parse(_tokens.New(new SessionId(session), generation).Reveal())!;
            return parsed.SessionId.Value == session && parsed.Generation == generation && _tokens.IsGenuine(parsed);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_token_with_any_bit_of_its_payload_changed_is_not_genuine()
    {
        var payload = PayloadOf(_tokens.New(Session, 7));
        for (var bit = 0; bit < payload.Length * 8; bit++)
        {
            var forged = payload.ToArray();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));

            // The checksum is anybody's to compute.
            var token = RefreshToken.Parse(TokenText.Encode(TokenKind.SessionRefresh, forged));
            Assert.True(token is null || !_tokens.IsGenuine(token), $"bit {bit}");
        }
    }

    [Fact]
    public void An_older_generation_can_not_be_made_from_a_newer_one()
    {
        var payload = PayloadOf(_tokens.New(Session, 7));
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(16), 6);

        Assert.False(_tokens.IsGenuine(RefreshToken.Parse(TokenText.Encode(TokenKind.SessionRefresh, payload))!));
    }

    [Fact]
    public void A_token_of_another_master_key_is_not_genuine()
    {
        var foreign = new RefreshTokens(MasterKey.New()).New(Session, 7);
        Assert.False(_tokens.IsGenuine(foreign));

        // Not even when it claims our key's id.
        var payload = PayloadOf(foreign);
        _key.Id.CopyTo(payload.AsSpan(52));
        Assert.False(_tokens.IsGenuine(RefreshToken.Parse(TokenText.Encode(TokenKind.SessionRefresh, payload))!));
    }

    [Fact]
    public void A_negative_generation_is_no_token()
    {
        var payload = PayloadOf(_tokens.New(Session, 0));
        payload[16] = 0x80;

        Assert.Null(RefreshToken.Parse(TokenText.Encode(TokenKind.SessionRefresh, payload)));
        Assert.ThrowsAny<ArgumentException>(() => _tokens.New(Session, -1));
    }

    [Fact]
    public void Only_the_previous_token_opens_its_successor()
    {
        var previous = _tokens.New(Session, 1);
        var successor = _tokens.New(Session, 2).Reveal();

        var box = _tokens.Seal(previous, successor);

        Assert.Equal(successor, _tokens.Open(RefreshToken.Parse(previous.Reveal())!, box));
        Assert.Null(_tokens.Open(_tokens.New(Session, 1), box));
        Assert.Null(_tokens.Open(_tokens.New(new SessionId(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)), 1), box));
        Assert.Null(new RefreshTokens(MasterKey.New()).Open(previous, box));
    }

    [Fact]
    public void A_damaged_box_does_not_open()
    {
        var previous = _tokens.New(Session, 1);
        var box = _tokens.Seal(previous, _tokens.New(Session, 2).Reveal());

        Assert.All(Enumerable.Range(0, box.Length), i => Assert.Null(_tokens.Open(previous, Flipped(box, i))));
        Assert.All(Enumerable.Range(0, box.Length), length => Assert.Null(_tokens.Open(previous, box[..length])));
    }

    [Fact]
    public void The_same_successor_is_never_sealed_the_same_way_twice()
    {
        var previous = _tokens.New(Session, 1);

        Assert.NotEqual(_tokens.Seal(previous, "successor"), _tokens.Seal(previous, "successor"));
    }

    private static byte[] PayloadOf(RefreshToken token)
    {
        var payload = new byte[TokenFormat.Refresh];
        Assert.True(TokenText.TryDecode(TokenKind.SessionRefresh, token.Reveal(), payload));
        return payload;
    }

    private static byte[] Flipped(byte[] box, int index)
    {
        var copy = box.ToArray();
        copy[index] ^= 1;
        return copy;
    }
}
