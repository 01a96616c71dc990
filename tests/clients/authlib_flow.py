"""The flows of Python's Authlib. The first argument names one, standard input holds what it needs as JSON; prints what it came to."""
import html
import json
import os
import re
import sys
from urllib.parse import parse_qs, urljoin, urlsplit

# http://localhost is as good as https here.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebToken
from authlib.oidc.core import CodeIDToken

FORM = re.compile(r'<form method="post" action="([^"]*)">(.*?)</form>', re.S)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def sign_in(address, home, user):
    """Goes through sign-in and consent as a browser does that runs no script, and returns where the client would be called."""
    browser = requests.Session()
    answer = browser.get(address, allow_redirects=False)
    for _ in range(12):
        if answer.is_redirect:
            address = urljoin(answer.url, answer.headers["Location"])
            if address.startswith(home):
                return address
            answer = browser.get(address, allow_redirects=False)
            continue
        answer.raise_for_status()
        action, fields, values = next(
            (action, fields, {name: html.unescape(value) for name, value in HIDDEN.findall(fields)})
            for action, fields in FORM.findall(answer.text)
            if 'name="password"' in fields or 'value="allow"' in fields
        )
        values.update(user if 'name="password"' in fields else {"decision": "allow"})
        headers = {"Origin": "{0.scheme}://{0.netloc}".format(urlsplit(answer.url)), "Sec-Fetch-Site": "same-origin"}
        answer = browser.post(urljoin(answer.url, html.unescape(action)), data=values, headers=headers, allow_redirects=False)
    raise RuntimeError("There is no way home from " + answer.url)


class Flows:
    def __init__(self, given):
        self.given, self.client = given, given["client"]
        self.server = requests.get(given["issuer"] + "/.well-known/openid-configuration").json()

    def session(self, **more):
        return OAuth2Session(
            self.client["client_id"],
            self.client.get("client_secret"),
            token_endpoint_auth_method=self.client["token_endpoint_auth_method"],
            token_endpoint=self.server["token_endpoint"],
            revocation_endpoint_auth_method=self.client["token_endpoint_auth_method"],
            **more,
        )

    def introspect(self, session, token):
        return session.introspect_token(self.server["introspection_endpoint"], token=token).json()

    def claims(self, token, nonce):
        keys = JsonWebKey.import_key_set(requests.get(self.server["jwks_uri"]).json())
        claims = JsonWebToken(self.server["id_token_signing_alg_values_supported"]).decode(
            token["id_token"],
            keys,
            claims_cls=CodeIDToken,
            claims_options={"iss": {"values": [self.server["issuer"]]}, "aud": {"values": [self.client["client_id"]]}},
            claims_params={"nonce": nonce, "client_id": self.client["client_id"], "access_token": token["access_token"]},
        )
        claims.validate()
        return claims

    def code(self):
        home = self.client["redirect_uris"][0]
        verifier, nonce = generate_token(48), generate_token()
        session = self.session(scope="openid profile email", redirect_uri=home, code_challenge_method="S256")
        address, state = session.create_authorization_url(
            self.server["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
        back = sign_in(address, home, self.given["user"])
        token = dict(session.fetch_token(authorization_response=back, state=state, code_verifier=verifier))
        userinfo = session.get(self.server["userinfo_endpoint"]).json()
        renewed = dict(session.refresh_token(self.server["token_endpoint"], refresh_token=token["refresh_token"]))
        result = {
            "tokens": [token, renewed],
            "iss": parse_qs(urlsplit(back).query)["iss"],
            "claims": self.claims(token, nonce),
            "userinfo": userinfo,
        }
        if self.client.get("client_secret"):
            result["before"] = self.introspect(session, renewed["access_token"])
        answer = session.revoke_token(
            self.server["revocation_endpoint"], token=renewed["refresh_token"], token_type_hint="refresh_token")
        result["revoked"] = answer.status_code
        if self.client.get("client_secret"):
            result["after"] = self.introspect(session, renewed["access_token"])
        try:
            session.refresh_token(self.server["token_endpoint"], refresh_token=renewed["refresh_token"])
        except OAuthError as error:
            result["refused"] = error.error
        return result

    def credentials(self):
        session = self.session(scope=self.given["scope"])
        token = dict(session.fetch_token(grant_type="client_credentials", resource=self.given["resource"]))
        before = self.introspect(session, token["access_token"])
        session.revoke_token(self.server["revocation_endpoint"], token=token["access_token"])
        return {"tokens": token, "before": before, "after": self.introspect(session, token["access_token"])}


given = json.load(sys.stdin)
print(json.dumps(getattr(Flows(given), sys.argv[1])()))
