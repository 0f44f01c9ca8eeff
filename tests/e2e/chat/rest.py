"""REST calls: one connection each, no cookies but those that are given."""
import http.client
import json
import urllib.parse

from . import PATIENCE


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def __repr__(self):
        return f"{self.status} {self.body[:500]!r}"

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def cookie(self):
        """The value of the `session_id` cookie that was set; None where none was."""
        for header in self.headers.get_all("Set-Cookie", []):
            name, _, value = header.split(";")[0].partition("=")
            if name.strip() == "session_id":
                return value.strip()
        return None


class Rest:
    def __init__(self, server, token=None):
        self.server = server
        self.token = token

    def request(self, method, path, json_body=None, body=None, form=None, headers=None):
        headers = dict(headers or {})
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if json_body is not None:
            body, kind = json.dumps(json_body), "application/json"
        elif form is not None:
            body, kind = urllib.parse.urlencode(form), "application/x-www-form-urlencoded"
        else:
            kind = "application/json" if body is not None else None
        if kind:
            headers.setdefault("Content-Type", kind)
        if isinstance(body, str):
            body = body.encode()
        connection = http.client.HTTPConnection(self.server.address, self.server.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body=body, headers=headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, json_body=None, **more):
        return self.request("POST", path, json_body, **more)

    def put(self, path, json_body=None, **more):
        return self.request("PUT", path, json_body, **more)

    def patch(self, path, json_body=None, **more):
        return self.request("PATCH", path, json_body, **more)

    def delete(self, path, **more):
        return self.request("DELETE", path, **more)


def refused(answer, status, code, **fields):
    """Asserts an error of the protocol's table and shape."""
    assert answer.status == status, answer
    assert answer.headers.get_content_type() == "application/json", answer
    assert set(answer.json) == {"error"}, answer
    error = answer.json["error"]
    assert error["code"] == code and error["message"], answer
    assert set(error) <= {"code", "message", "rule", "field", "retry_ms"}, answer
    for name, value in fields.items():
        assert error.get(name) == value, answer
    return error


def created(answer, status=201):
    assert answer.status == status, answer
    return answer.json


def quoted(text):
    return urllib.parse.quote(text, safe="")
