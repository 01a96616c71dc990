// npm's jose verifies tokens with the published keys, as an API in another language does.
import { createRemoteJWKSet, customFetch, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { main } from './main.js';

await main({
    /** Keys for a client: one for itself, one to tell. */
    async generate({ alg }) {
        const pair = await generateKeyPair(alg, { extractable: true });
        const named = async key => ({ ...await exportJWK(key), kid: 'first', alg, use: 'sig' });
        return { private: await named(pair.privateKey), public: await named(pair.publicKey) };
    },

    async verify({ issuer, tokens }) {
        const discovery = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
        let fetches = 0;
        const keys = createRemoteJWKSet(new URL(discovery.jwks_uri), {
            [customFetch]: (...call) => (fetches++, fetch(...call)),
            cooldownDuration: 0,
        });
        const results = [];
        for (const { jwt, options } of tokens) {
            const result = await jwtVerify(jwt, keys, { issuer, ...options }).catch(error => ({ error: error.code }));
            results.push({ header: result.protectedHeader, claims: result.payload, error: result.error });
        }

        return { results, fetches };
    },
});
