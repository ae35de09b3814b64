"""A small real mail server on the loopback address, and a port that refuses."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class _Session(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as smtplib needs; addresses with "nobody" do not exist."""

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().strip():
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                self.server.mails.append(message_from_bytes(self.read_data(), policy=policy.default))
            elif word == b"RCPT" and b"nobody" in line:
                self.say("550 no such person")
                continue
            elif word == b"QUIT":
                self.say("221 bye")
                return
            self.say("250 ok")

    def read_data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Collects the mails that it was given."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[EmailMessage] = []

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A running server, stopped at the end."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


def refusing_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
