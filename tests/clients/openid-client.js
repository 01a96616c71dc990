// The flows of npm's openid-client, which checks what it is sent: issuer, state, nonce, signature, times, at_hash and auth_time.
import { importJWK } from 'jose';
import * as oidc from 'openid-client';
import { Browser } from './browser.js';
import { main } from './main.js';

const authentication = async (client, key) => client.token_endpoint_auth_method === 'private_key_jwt'
    ? oidc.PrivateKeyJwt(await signingKey(key))
    : ({
        client_secret_basic: () => oidc.ClientSecretBasic(client.client_secret),
        client_secret_post: () => oidc.ClientSecretPost(client.client_secret),
        none: () => oidc.None(),
    })[client.token_endpoint_auth_method]();

const signingKey = async jwk => ({ key: await importJWK(jwk), kid: jwk.kid });

async function discover({ issuer, client, key }) {
    const metadata = { id_token_signed_response_alg: client.id_token_signed_response_alg };
    const config = await oidc.discovery(
        new URL(issuer), client.client_id, metadata, await authentication(client, key), { execute: [oidc.allowInsecureRequests] });
    // OpenID Connect Core §3.1.3.7 lets a client trust TLS instead of the signature: this one must not.
    oidc.enableNonRepudiationChecks(config);
    return config;
}

/** An authorization code and what it is redeemed for. */
async function authorize(config, { client }, browser, parameters = {}, more = {}) {
    const verifier = oidc.randomPKCECodeVerifier();
    const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
    const request = {
        redirect_uri: client.redirect_uris[0],
        scope: 'openid profile email',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...parameters,
    };
    const address = more.pushed ? await oidc.buildAuthorizationUrlWithPAR(config, request, more.options)
        : more.key ? await oidc.buildAuthorizationUrlWithJAR(config, request, await signingKey(more.key))
        : oidc.buildAuthorizationUrl(config, request);
    const { url, asked } = await browser.go(address, client.redirect_uris[0], more.decision);
    const checks = {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
        maxAge: parameters.max_age === undefined ? undefined : Number(parameters.max_age),
    };
    const tokens = await oidc.authorizationCodeGrant(config, url, checks, more.form, more.options);
    return { tokens, claims: tokens.claims(), asked, iss: url.searchParams.get('iss') };
}

/** The error that a call ends with, as the server named it. */
const refusal = async call => {
    try {
        await call();
    } catch (error) {
        return error.error ?? error.cause?.[0]?.parameters?.error ?? `${error}`;
    }

    return null;
};

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

await main({
    async metadata(input) {
        return (await discover(input)).serverMetadata();
    },

    async code(input) {
        const config = await discover(input);
        const result = await authorize(config, input, new Browser(input.user));
        const userinfo = await oidc.fetchUserInfo(config, result.tokens.access_token, result.claims.sub);
        return { ...result, userinfo };
    },

    async refresh(input) {
        const config = await discover(input);
        const { tokens, claims } = await authorize(config, input, new Browser(input.user));
        const second = await oidc.refreshTokenGrant(config, tokens.refresh_token);
        const third = await oidc.refreshTokenGrant(config, second.refresh_token, { scope: 'openid email' });
        const userinfo = await oidc.fetchUserInfo(config, third.access_token, claims.sub);
        const replayed = await refusal(() => oidc.refreshTokenGrant(config, tokens.refresh_token));
        const after = await refusal(() => oidc.refreshTokenGrant(config, third.refresh_token));
        return { refresh_tokens: [tokens, second, third].map(one => one.refresh_token), third, userinfo, replayed, after };
    },

    async credentials(input) {
        const config = await discover(input);
        const tokens = await oidc.clientCredentialsGrant(config, { scope: input.scope, resource: input.resource });
        const before = await oidc.tokenIntrospection(config, tokens.access_token);
        await oidc.tokenRevocation(config, tokens.access_token);
        return { tokens, before, after: await oidc.tokenIntrospection(config, tokens.access_token) };
    },

    async revoke(input) {
        const config = await discover(input);
        const { tokens, claims } = await authorize(config, input, new Browser(input.user));
        const before = await oidc.tokenIntrospection(config, tokens.refresh_token);
        await oidc.tokenRevocation(config, tokens.refresh_token, { token_type_hint: 'refresh_token' });
        return {
            tokens,
            before,
            access: await oidc.tokenIntrospection(config, tokens.access_token),
            refresh: await oidc.tokenIntrospection(config, tokens.refresh_token),
            userinfo: (await oidc.fetchUserInfo(config, tokens.access_token, claims.sub).catch(error => error)).status,
            renewal: await refusal(() => oidc.refreshTokenGrant(config, tokens.refresh_token)),
        };
    },

    async prompts(input) {
        const config = await discover(input);
        const browser = new Browser(input.user);
        const silent = { prompt: 'none' };
        const nobody = await refusal(() => authorize(config, input, browser, silent));
        const denied = await refusal(() => authorize(config, input, browser, {}, { decision: 'deny' }));
        const unasked = await refusal(() => authorize(config, input, browser, silent));
        const first = await authorize(config, input, browser);
        const quiet = await authorize(config, input, browser, silent);
        const consent = await authorize(config, input, browser, { prompt: 'consent' });
        await pause(2100);
        const aged = await authorize(config, input, browser, { max_age: '1' });
        const login = await authorize(config, input, browser, { prompt: 'login' });
        const times = [first, quiet, aged, login].map(one => one.claims.auth_time);
        return { nobody, denied, unasked, asked: [first, quiet, consent, aged, login].map(one => one.asked), times };
    },

    async signOut(input) {
        const config = await discover(input);
        const browser = new Browser(input.user);
        const home = input.client.post_logout_redirect_uris[0];
        const { tokens } = await authorize(config, input, browser);
        const proven = await browser.go(
            oidc.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: home, state: 'a&b' }), home);
        const nobody = await refusal(() => authorize(config, input, browser, { prompt: 'none' }));
        await authorize(config, input, browser);
        // Without proof of the session the user is asked.
        const asked = await browser.go(oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: home }), home, 'sign_out');
        const again = await refusal(() => authorize(config, input, browser, { prompt: 'none' }));
        return { tokens, proven: proven.asked, state: proven.url.searchParams.get('state'), nobody, asked: asked.asked, again };
    },

    /** With an authorization request that nobody on the way can read as anything else. */
    async signed(input) {
        const config = await discover(input);
        return authorize(config, input, new Browser(input.user), {}, { key: input.key });
    },

    async dpop(input) {
        const config = await discover(input);
        const proof = async () => ({ DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair(input.alg)) });
        const [options, foreign] = [await proof(), await proof()];
        const dpop_jkt = await options.DPoP.calculateThumbprint();
        const { tokens, claims } = await authorize(config, input, new Browser(input.user), { dpop_jkt }, { options });
        const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, options);
        const userinfo = await oidc.fetchUserInfo(config, renewed.access_token, claims.sub, options);
        const status = async more =>
            (await oidc.fetchUserInfo(config, renewed.access_token, claims.sub, more).catch(error => error)).status;
        return {
            tokens: [tokens, renewed],
            dpop_jkt,
            types: [tokens.token_type, renewed.token_type],
            userinfo,
            bearer: await status(undefined),
            foreign: await status(foreign),
            stolen: await refusal(() => oidc.refreshTokenGrant(config, renewed.refresh_token, undefined, foreign)),
            unproven: await refusal(() => oidc.refreshTokenGrant(config, renewed.refresh_token)),
            unauthorized: await refusal(() => authorize(config, input, new Browser(input.user), { dpop_jkt }, { options: foreign })),
        };
    },

    /** What is asked for goes from server to server; the browser carries a name for it. */
    async pushed(input) {
        const config = await discover(input);
        const options = input.alg && { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair(input.alg)) };
        const result = await authorize(config, input, new Browser(input.user), {}, { pushed: true, options });
        const unpushed = await refusal(() => authorize(config, input, new Browser(input.user)));
        return { ...result, type: result.tokens.token_type, unpushed };
    },

    async device(input) {
        const config = await discover(input);
        const codes = await oidc.initiateDeviceAuthorization(config, { scope: 'openid email offline_access' });
        const browser = new Browser(input.user);
        const { asked, page } = await browser.go(codes.verification_uri_complete, null, input.decision);
        const grant = oidc.pollDeviceAuthorizationGrant(config, codes);
        if (input.decision !== 'allow') {
            return { codes, asked, refused: await refusal(() => grant) };
        }

        const tokens = await grant;
        const claims = tokens.claims();
        const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
        const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
        return { codes, tokens: [tokens, renewed], asked, connected: page.includes('Device connected'), claims, userinfo };
    },

    /** An API, called with a token of the user's, calls another one for them. */
    async exchange(input) {
        const config = await discover(input);
        const { tokens } = await authorize(config, input, new Browser(input.user), { scope: 'openid posts', resource: input.resource });
        const api = await discover({ ...input, client: input.api });
        const exchanged = await oidc.genericGrantRequest(api, 'urn:ietf:params:oauth:grant-type:token-exchange', {
            subject_token: tokens.access_token,
            subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
            resource: input.other,
            scope: 'posts',
        });
        return { tokens, exchanged, type: exchanged.issued_token_type, state: await oidc.tokenIntrospection(api, exchanged.access_token) };
    },

    /** A client that nobody registered but itself. */
    async registration(input) {
        const wish = {
            client_name: 'Newcomer',
            redirect_uris: ['https://newcomer.example/callback'],
            grant_types: ['authorization_code', 'refresh_token'],
            scope: 'openid profile email',
            token_endpoint_auth_method: 'client_secret_post',
        };
        const config = await oidc.dynamicClientRegistration(
            new URL(input.issuer), wish, undefined, { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] });
        const client = config.clientMetadata();
        const result = await authorize(config, { client }, new Browser(input.user));
        return { ...result, client, registration_access_token: client.registration_access_token };
    },
});
