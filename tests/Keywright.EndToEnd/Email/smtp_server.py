"""A real mail server for the tests: smtp_server.py DIRECTORY PORT plain|starttls|implicit CERTIFICATE KEY

Each mail that it takes is a file in DIRECTORY. It asks for the account mailer / s3cret pass. Mail to later@… is put off (451), mail to
never@… is refused (550).
"""
import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

directory, port, mode, certificate, key = sys.argv[1:6]
context = None
if mode != "plain":
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
count = 0


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("never@"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("later@"):
            return "451 4.3.2 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global count
        count += 1
        part = pathlib.Path(directory, f"{port}-{count}.part")
        part.write_bytes(envelope.content)
        part.rename(part.with_suffix(".eml"))
        return "250 Taken"


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (b"mailer", b"s3cret pass")
    return AuthResult(success=good, handled=good)


def factory():
    starttls = mode == "starttls"
    return SMTP(Handler(), enable_SMTPUTF8=False, tls_context=context if starttls else None, require_starttls=starttls,
                auth_required=True, auth_require_tls=starttls, authenticator=authenticate)


async def main():
    server = await asyncio.get_running_loop().create_server(
        factory, "127.0.0.1", int(port), ssl=context if mode == "implicit" else None)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
