// The flows of npm's oauth4webapi, step by step: each answer is validated against the specification that it belongs to.
import { importJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import { Browser } from './browser.js';
import { main } from './main.js';

const insecure = { [oauth.allowInsecureRequests]: true };

// RFC 7523: it signs what it is instead of telling a secret.
const assertion = async jwk => oauth.PrivateKeyJwt({ key: await importJWK(jwk), kid: jwk.kid });

const authentication = client => ({
    client_secret_basic: () => oauth.ClientSecretBasic(client.client_secret),
    client_secret_post: () => oauth.ClientSecretPost(client.client_secret),
    none: () => oauth.None(),
})[client.token_endpoint_auth_method]();

const discover = async (issuer, algorithm = 'oidc') => {
    const url = new URL(issuer);
    return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm, ...insecure }));
};

async function codeFor(server, { client, user, scope, resource }, checks) {
    const url = new URL(server.authorization_endpoint);
    url.search = new URLSearchParams({
        client_id: client.client_id,
        redirect_uri: client.redirect_uris[0],
        response_type: 'code',
        scope,
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
        max_age: '600',
        ...(resource && { resource }),
    });
    const back = await new Browser(user).go(url, client.redirect_uris[0]);
    return oauth.validateAuthResponse(server, client, back.url, checks.state);
}

/** From the authorization request to tokens whose every signature is checked. */
async function tokensOf(server, input) {
    const { client } = input;
    const checks = { verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() };
    const code = await codeFor(server, input, checks);
    const answer = await oauth.authorizationCodeGrantRequest(
        server, client, authentication(client), code, client.redirect_uris[0], checks.verifier, insecure);
    const tokens = await oauth.processAuthorizationCodeResponse(
        server, client, answer, { expectedNonce: checks.nonce, maxAge: 600, requireIdToken: true });
    await oauth.validateApplicationLevelSignature(server, answer, insecure);
    return { tokens, claims: oauth.getValidatedIdTokenClaims(tokens), code };
}

/** RFC 9068: what a resource server finds in an access token, or why it lets nobody in. */
const accessClaims = (server, token, audience) => oauth.validateJwtAccessToken(
    server, new Request('https://api.example/', { headers: { authorization: `Bearer ${token}` } }), audience, insecure);

const introspect = async (server, client, token) => oauth.processIntrospectionResponse(
    server, client, await oauth.introspectionRequest(server, client, authentication(client), token, insecure));

await main({
    async metadata({ issuer }) {
        return { oidc: await discover(issuer, 'oidc'), oauth2: await discover(issuer, 'oauth2') };
    },

    async code(input) {
        const server = await discover(input.issuer);
        const { client } = input;
        const { tokens, claims, code } = await tokensOf(server, input);
        const userinfo = await oauth.processUserInfoResponse(
            server, client, claims.sub, await oauth.userInfoRequest(server, client, tokens.access_token, insecure));
        const access = await accessClaims(server, tokens.access_token, input.issuer);
        const again = await oauth.authorizationCodeGrantRequest(
            server, client, authentication(client), code, client.redirect_uris[0], oauth.generateRandomCodeVerifier(), insecure);
        const replayed = await oauth.processAuthorizationCodeResponse(server, client, again).catch(error => error.error);
        return { tokens, claims, userinfo, access, replayed, authorization_code_token: code.get('code') };
    },

    async refresh(input) {
        const server = await discover(input.issuer);
        const { client } = input;
        const { tokens } = await tokensOf(server, input);
        const answer = await oauth.refreshTokenGrantRequest(server, client, authentication(client), tokens.refresh_token, insecure);
        const renewed = await oauth.processRefreshTokenResponse(server, client, answer);
        await oauth.validateApplicationLevelSignature(server, answer, insecure);
        await oauth.processRevocationResponse(
            await oauth.revocationRequest(server, client, authentication(client), renewed.refresh_token, insecure));
        const last = await oauth.refreshTokenGrantRequest(server, client, authentication(client), renewed.refresh_token, insecure);
        const refused = await oauth.processRefreshTokenResponse(server, client, last).catch(error => error.error);
        return { tokens, renewed, claims: oauth.getValidatedIdTokenClaims(renewed), refused };
    },

    async credentials(input) {
        const server = await discover(input.issuer);
        const { client, scope, resource } = input;
        const tokens = await oauth.processClientCredentialsResponse(server, client, await oauth.clientCredentialsGrantRequest(
            server, client, authentication(client), { scope, resource }, insecure));
        const access = await accessClaims(server, tokens.access_token, resource);
        const before = await introspect(server, client, tokens.access_token);
        await oauth.processRevocationResponse(
            await oauth.revocationRequest(server, client, authentication(client), tokens.access_token, insecure));
        return { tokens, access, before, after: await introspect(server, client, tokens.access_token) };
    },

    /** A token for one API is none for another, and an ID token is no access token. */
    async confusion(input) {
        const server = await discover(input.issuer);
        const { tokens } = await tokensOf(server, input);
        const elsewhere = await accessClaims(server, tokens.access_token, 'https://other.example').catch(error => error.code);
        const identity = await accessClaims(server, tokens.id_token, input.client.client_id).catch(error => error.code);
        return { tokens, here: await accessClaims(server, tokens.access_token, input.resource), elsewhere, identity };
    },

    async assertion({ issuer, client, key, scope, resource }) {
        const server = await discover(issuer);
        const by = await assertion(key);
        const tokens = await oauth.processClientCredentialsResponse(server, client, await oauth.clientCredentialsGrantRequest(
            server, client, by, { scope, resource }, insecure));
        const introspection = await oauth.processIntrospectionResponse(
            server, client, await oauth.introspectionRequest(server, client, by, tokens.access_token, insecure));
        await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, by, tokens.access_token, insecure));
        // The same assertion a second time.
        const once = { ...insecure, [oauth.customFetch]: async (url, options) => (await fetch(url, options), fetch(url, options)) };
        const replayed = await oauth.processClientCredentialsResponse(server, client, await oauth.clientCredentialsGrantRequest(
            server, client, by, { scope, resource }, once)).catch(error => error.error);
        return { tokens, introspection, replayed };
    },

    /** RFC 9126 and RFC 9449: what is asked for goes from server to server, and what comes out is bound to a key. */
    async pushed(input) {
        const server = await discover(input.issuer);
        const { client, scope } = input;
        const [by, home] = [authentication(client), client.redirect_uris[0]];
        const options = { ...insecure, DPoP: oauth.DPoP(client, await oauth.generateKeyPair(input.alg)) };
        const checks = {
            verifier: oauth.generateRandomCodeVerifier(),
            state: oauth.generateRandomState(),
            nonce: oauth.generateRandomNonce(),
        };
        const pushed = await oauth.processPushedAuthorizationResponse(server, client, await oauth.pushedAuthorizationRequest(
            server, client, by, {
                redirect_uri: home,
                response_type: 'code',
                scope,
                state: checks.state,
                nonce: checks.nonce,
                code_challenge: await oauth.calculatePKCECodeChallenge(checks.verifier),
                code_challenge_method: 'S256',
            }, options));
        const url = new URL(server.authorization_endpoint);
        url.search = new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri });
        const back = await new Browser(input.user).go(url, home);
        const code = oauth.validateAuthResponse(server, client, back.url, checks.state);
        const tokens = await oauth.processAuthorizationCodeResponse(server, client, await oauth.authorizationCodeGrantRequest(
            server, client, by, code, home, checks.verifier, options), { expectedNonce: checks.nonce, requireIdToken: true });
        const claims = oauth.getValidatedIdTokenClaims(tokens);
        const userinfo = await oauth.processUserInfoResponse(
            server, client, claims.sub, await oauth.userInfoRequest(server, client, tokens.access_token, options));
        const stolen = await oauth.userInfoRequest(server, client, tokens.access_token, insecure);
        const renewed = await oauth.processRefreshTokenResponse(server, client, await oauth.refreshTokenGrantRequest(
            server, client, by, tokens.refresh_token, options));
        return { tokens: [tokens, renewed], types: [tokens.token_type, renewed.token_type], claims, userinfo, stolen: stolen.status };
    },

    /** RFC 8628. */
    async device(input) {
        const server = await discover(input.issuer);
        const { client, scope } = input;
        const by = authentication(client);
        const codes = await oauth.processDeviceAuthorizationResponse(
            server, client, await oauth.deviceAuthorizationRequest(server, client, by, { scope }, insecure));
        const poll = async () => oauth.processDeviceCodeResponse(
            server, client, await oauth.deviceCodeGrantRequest(server, client, by, codes.device_code, insecure));
        const early = await poll().catch(error => error.error);
        await new Browser(input.user).go(codes.verification_uri_complete, null, 'allow');
        await new Promise(resolve => setTimeout(resolve, codes.interval * 1000));
        const tokens = await poll();
        const used = await poll().catch(error => error.error);
        return { codes, tokens, early, used, claims: oauth.getValidatedIdTokenClaims(tokens) };
    },
});
