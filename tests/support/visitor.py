"""A visitor without a browser: one kept connection, cookies, and the forms of a page as a person would send them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

NO_VALUE = {"submit", "button", "reset", "image", "file"}
OPEN_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    """What came back: status, where it leads, and the page."""

    status: int
    location: str
    text: str


class FormReader(HTMLParser):
    """Collects the values that each form of a page would send, with the form's action."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.fields: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or note a field of the one that is open."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.fields = {}
            self.forms.append((given.get("action", ""), self.fields))
        elif self.fields is not None and tag in {"input", "textarea", "select"} and given.get("name"):
            kind = given.get("type", "text")
            if kind not in NO_VALUE and (kind not in {"radio", "checkbox"} or "checked" in given):
                self.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """End of a form."""
        if tag == "form":
            self.fields = None


@dataclass
class Visitor:
    """Sends requests to one server over one connection and keeps its cookies."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    connection: HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Ask for a page; redirects are not followed."""
        return self.send("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        return self.send("POST", path, urlencode(fields).encode(), {**OPEN_FORM, "Referer": self.address + path})

    def form(self, path: str, *, action: str = "", holding: str = "") -> dict[str, str]:
        """What a form of the page would send as it is shown: the one with that action, or the one with that field.

        Raises StopIteration when the page has no such form.
        """
        reader = FormReader()
        reader.feed(self.get(path).text)
        return next(fields for goal, fields in reader.forms if (goal == action if action else holding in fields))

    def sign_in(self, username: str) -> None:
        """Sign in through the demo's button."""
        fields = self.form("/accounts/login/", action="/demo/sign-in/")
        answer = self.post("/demo/sign-in/", {**fields, "username": username})
        assert answer.status == 302, answer

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """Send one request; a broken connection raises OSError or HTTPException and is given up."""
        if self.connection is None:
            self.connection = HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self.connection.request(method, path, body, {**self.headers, **headers, "Cookie": cookie})
            response = self.connection.getresponse()
            text = response.read().decode(errors="replace")
        except Exception:
            self.close()
            raise
        for line in response.headers.get_all("Set-Cookie", []):
            found = re.match(r"([^=]+)=([^;]*)", line)
            if found:
                self.cookies[found[1]] = found[2]
        return Answer(response.status, response.headers.get("Location", ""), text)

    def close(self) -> None:
        """Drop the connection; the next request opens a new one."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
