// npm's oidc-provider in one process, everything in memory. Whoever comes without a session gets one, and allows what the client asks:
// only what people do is left out. Its own memory adapter keeps a thousand entries; here it keeps all, or tokens would be forgotten.
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

const [port, secret, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const kept = new Map();
const members = new Map();
class Memory {
  constructor(model) {
    this.model = model;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload) {
    const key = this.key(id);
    kept.set(key, payload);
    if (this.model === 'Session') {
      kept.set(`uid:${payload.uid}`, id);
    }

    if (payload.grantId) {
      if (!members.has(payload.grantId)) {
        members.set(payload.grantId, new Set());
      }

      members.get(payload.grantId).add(key);
    }
  }

  async find(id) {
    return kept.get(this.key(id));
  }

  async findByUid(uid) {
    return this.find(kept.get(`uid:${uid}`));
  }

  async consume(id) {
    kept.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    kept.delete(this.key(id));
  }

  async revokeByGrantId(grantId) {
    members.get(grantId)?.forEach(key => kept.delete(key));
    members.delete(grantId);
  }
}

const { privateKey } = await generateKeyPair('ES256', { extractable: true });
const provider = new Provider(issuer, {
  adapter: Memory,
  jwks: { keys: [{ ...await exportJWK(privateKey), alg: 'ES256', use: 'sig', kid: 'one' }] },
  cookies: { keys: ['a key of the benchmark'] },
  clients: [{
    client_id: 'bench',
    client_secret: secret,
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    redirect_uris: [redirectUri],
    id_token_signed_response_alg: 'ES256',
  }],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({ scope: '', audience: resource, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
    },
  },
  ttl: { AccessToken: 3600, AuthorizationCode: 60, ClientCredentials: 3600, Grant: 86400, IdToken: 3600, Interaction: 600, RefreshToken: 86400, Session: 86400 },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  async loadExistingGrant(context) {
    const { client, session } = context.oidc;
    const id = session.grantIdFor(client.clientId);
    const known = id && await provider.Grant.find(id);
    if (known) {
      return known;
    }

    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid');
    await grant.save();
    return grant;
  },
});

const answer = provider.callback();
let accounts = 0;
createServer(async (request, response) => {
  if (request.url.startsWith('/interaction/')) {
    await provider.interactionFinished(request, response, { login: { accountId: `account${++accounts}` } });
    return;
  }

  answer(request, response);
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
