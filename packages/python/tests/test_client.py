"""What a site is asked, and what becomes of its answers."""

from __future__ import annotations

import contextlib
import io
import json
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer

from fakexplain import Refused, leaderboard, votes
from fakexplain.cli import main

VOTE = {"sequence": 1, "cast_at": "2026-01-01T00:00:05.000Z", "served_at": None}


class Site(BaseHTTPRequestHandler):
    asked: list[tuple[str, str | None]] = []
    busy = 0

    def do_GET(self) -> None:
        Site.asked.append((self.path, self.headers.get("authorization")))
        if Site.busy:
            Site.busy -= 1
            self.answer(503, {"title": "busy"}, {"retry-after": "0"})
        elif "/studies/hidden/" in self.path:
            self.answer(403, {"type": "/problems/results-hidden", "detail": "“Hidden” is open."})
        elif "/leaderboard?" in self.path:
            self.answer(200, {"ratings": []})
        else:
            self.answer(200, VOTE)

    def answer(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode() + b"\n")

    def log_message(self, format: str, *args: object) -> None:
        pass


class Client(unittest.TestCase):
    def setUp(self) -> None:
        Site.asked, Site.busy = [], 0
        self.server = HTTPServer(("127.0.0.1", 0), Site)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.site = f"http://127.0.0.1:{self.server.server_port}/"

    def tearDown(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def test_asks(self) -> None:
        self.assertEqual(leaderboard("one", site=self.site), {"ratings": []})
        rows = list(votes("one", site=self.site, key="fxk_a", raters="stable"))
        self.assertEqual([row["cast_at"].isoformat() for row in rows], ["2026-01-01T00:00:05+00:00"])
        studies = "/api/arena/studies/one"
        self.assertEqual(
            Site.asked,
            [
                (f"{studies}/leaderboard?exclusions=ignore", None),
                (f"{studies}/votes?format=jsonl&raters=stable", "Bearer fxk_a"),
            ],
        )

    def test_asks_again_when_told_to(self) -> None:
        Site.busy = 2
        self.assertEqual(leaderboard("one", site=self.site), {"ratings": []})
        self.assertEqual(len(Site.asked), 3)

    def test_says_why_it_was_refused(self) -> None:
        with self.assertRaises(Refused) as refused:
            leaderboard("hidden", site=self.site)
        self.assertEqual((refused.exception.status, refused.exception.type), (403, "/problems/results-hidden"))
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            self.assertEqual(main(["leaderboard", "hidden", "--site", self.site]), 1)
        self.assertEqual(said.getvalue(), "fakexplain: “Hidden” is open.\n")


if __name__ == "__main__":
    unittest.main()
