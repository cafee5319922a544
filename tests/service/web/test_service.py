"""The service over the samples: pages and JSON say the same, wrong requests are told, writing needs a token."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route

from graph.sqlite import SqliteStore
from service import intake
from service.web.app import application, routes
from service.web.guard import HEADERS
from service.web.settings import Settings
from tests.reading import ROOT

HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def client(samples: Path) -> Iterator[TestClient]:
    """The service without tokens: nothing can be written."""
    with TestClient(application(Settings(data=samples))) as client:
        yield client


@pytest.fixture
def writable(samples: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The service over a copy, with a token for writing."""
    data = Path(shutil.copytree(samples, tmp_path / "data"))
    settings = Settings(data=data, write_token="sesam", largest_upload=100_000)
    with TestClient(application(settings)) as client:
        yield client


def json_of(client: TestClient, path: str, **query: Any) -> dict[str, Any]:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def page_of(client: TestClient, path: str, **query: Any) -> str:
    answer = client.get(path, params=query, headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


PAGES = (
    "/", "/ask?q=云栖市家庭暴力由谁牵头", "/search?q=防溺水", "/search", "/owners", "/owners?place=云栖",
    "/owners?unit=卫健委&place=云栖", "/owners?unit=民政局", "/documents", "/about", "/compare",
    "/indicators", "/indicators?name=孕产妇死亡率", "/laws", "/laws?title=民法典", "/coverage", "/document?name=yunqi-women-2021-2030.txt",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_loads_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    assert answer.text.startswith("<!doctype html>")
    assert '<html lang="zh-Hans">' in answer.text
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)
    assert "<script>" not in answer.text
    assert "style=" not in answer.text
    assert " onclick" not in answer.text


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/api/ask?q=x", "/static/guitu.css", "/nothing", "/health"):
        headers = client.get(path).headers
        for name, value in HEADERS.items():
            assert headers[name] == value, path


def test_a_page_shows_what_its_endpoint_returns(client: TestClient) -> None:
    told = json_of(client, "/api/ask", q="云栖市家庭暴力由谁牵头、谁配合？")
    page = page_of(client, "/ask", q="云栖市家庭暴力由谁牵头、谁配合？")
    assert {each["department"] for each in told["leads"]} == {"市公安局"}
    for each in (*told["leads"], *told["supports"]):
        assert each["department"] in page
    found = json_of(client, "/api/search", q="防溺水", k=5)
    page = page_of(client, "/search", q="防溺水", k=5)
    assert found["hits"]
    assert all(f"/items/{hit['id']}" in page for hit in found["hits"])


def test_an_item_has_its_source_lines_and_equivalents(client: TestClient) -> None:
    id = json_of(client, "/api/search", q="防溺水", k=1)["hits"][0]["id"]
    item = json_of(client, f"/api/items/{id}")
    (cited,) = [line for line in item["source"] if line["cited"]]
    assert item["text"][:12] in cited["text"]
    assert item["equivalents"]
    assert item["text"][:12] in page_of(client, f"/items/{id}")
    similar = json_of(client, f"/api/measures/{id}/similar", k=3)
    assert len(similar["hits"]) == 3


def test_a_plan_is_shown_with_its_domains(client: TestClient) -> None:
    (place,) = [p for p in json_of(client, "/api/overview")["places"] if p["name"] == "云栖市"]
    id = place["plans"][0]["id"]
    plan = json_of(client, f"/api/plans/{id}")
    page = page_of(client, f"/plans/{id}")
    assert plan["domains"]
    for domain in plan["domains"]:
        assert domain["name"] in page


def test_paging_gives_every_hit_once_in_one_order(client: TestClient) -> None:
    whole = [hit["id"] for hit in json_of(client, "/api/search", q="妇女健康", k=12)["hits"]]
    pages = [
        hit["id"]
        for offset in (0, 4, 8)
        for hit in json_of(client, "/api/search", q="妇女健康", k=4, offset=offset)["hits"]
    ]
    assert pages == whole
    ledger = json_of(client, "/api/owners", place="云栖", k=200)
    parts = [
        each["id"]
        for offset in range(0, ledger["total"], 10)
        for each in json_of(client, "/api/owners", place="云栖", k=10, offset=offset)["items"]
    ]
    assert parts == [each["id"] for each in ledger["items"]]


def test_facets_count_what_the_hits_are(client: TestClient) -> None:
    told = json_of(client, "/api/search", q="妇女健康", facets=True, k=200)
    counted = {each["value"]: each["count"] for each in told["facets"]["audience"]}
    assert sum(counted.values()) == told["total"]
    owned = json_of(client, "/api/search", q="养老服务", has_owner=True)
    assert owned["hits"]
    assert all(hit["has_owner"] for hit in owned["hits"])


# What is wrong

WRONG = [
    ("an unknown path", "/api/nothing", 404, "not_found"),
    ("an unknown item", "/api/items/plan:x:d1:m1", 404, "not_found"),
    ("an id with other characters", "/api/items/a%20b", 422, "unprocessable_entity"),
    ("no question", "/api/ask", 400, "bad_request"),
    ("an empty search", "/api/search?q=", 400, "bad_request"),
    ("too many hits", "/api/search?q=x&k=100000", 422, "unprocessable_entity"),
    ("a place without plans", "/api/search?q=x&place=火星", 400, "bad_request"),
    ("a negative offset", "/api/search?q=x&offset=-1", 422, "unprocessable_entity"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status", "code"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_a_wrong_request_is_told(client: TestClient, path: str, status: int, code: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["code"] == code
    assert set(error) == {"code", "message", "hint"}
    assert error["message"]


def test_a_browser_gets_a_page_and_english_is_spoken(client: TestClient) -> None:
    assert "回到首页" in client.get("/nothing", headers=HTML).text
    spoken = client.get("/api/nothing", headers={"accept-language": "en"}).json()
    assert spoken["error"]["message"] == "There is no such page or item."


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>由谁牵头",
        "{{ 7*7 }}由谁牵头",
        '"><img src=x>',
        "' OR 1=1 --",
        "%00\x00谁",
    ],
)
def test_what_is_asked_is_shown_as_text(client: TestClient, text: str) -> None:
    for path in ("/ask", "/search"):
        page = page_of(client, path, q=text)
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert "49由谁" not in page


@pytest.mark.parametrize(
    "path", ["/search?q=防溺水", "/owners", "/indicators", "/laws", "/coverage"]
)
def test_what_a_form_leaves_empty_is_not_asked_for(client: TestClient, path: str) -> None:
    empty = "&".join(
        f"{n}="
        for n in ("place", "audience", "domain", "unit", "role", "kind", "name", "title", "topic")
    )
    whole = client.get(path, headers=HTML)
    same = client.get(f"{path}{'&' if '?' in path else '?'}{empty}", headers=HTML)
    assert (whole.status_code, same.status_code) == (200, 200)
    assert whole.text.count("<tr") == same.text.count("<tr")


def test_what_a_reader_has_is_not_sent_again_before_the_next_build(
    writable: TestClient, tmp_path: Path
) -> None:
    from service.cli import main

    for path in ("/api/laws", "/api/search?q=防溺水", "/plans/x", "/owners.csv?place=云栖"):
        first = writable.get(path)
        tag = first.headers.get("etag")
        if path == "/plans/x":
            assert (first.status_code, tag) == (404, None)
            continue
        again = writable.get(path, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    (tmp_path / "new.txt").write_bytes(plan_file())
    assert main(["build", str(tmp_path / "new.txt"), "--data", str(tmp_path / "data")]) == 0
    assert writable.get("/api/laws", headers={"if-none-match": tag}).status_code == 200


def test_a_very_long_request_is_refused(client: TestClient) -> None:
    assert client.get("/api/ask", params={"q": "谁" * 5_000}).status_code == 414


# Writing


def plan_file(title: str = "月牙县妇女发展规划（2021—2030年）") -> bytes:
    goal = "1.妇女健康水平提高。（牵头单位：县卫生健康局，责任单位：县妇联）"
    return f"{title}\n\n一、妇女与健康\n主要目标：\n{goal}\n策略措施：\n1.办好妇女体检。\n".encode()


def test_nothing_is_written_without_a_token(client: TestClient, writable: TestClient) -> None:
    files = {"files": ("a.txt", plan_file())}
    assert client.post("/api/documents", files=files).status_code == 403
    assert writable.post("/api/documents", files=files).status_code == 401
    wrong = {"authorization": "Bearer sesamo"}
    assert writable.post("/api/documents", files=files, headers=wrong).status_code == 401


def test_no_route_takes_a_method_that_the_guard_does_not_watch(client: TestClient) -> None:
    methods = {
        method for each in routes() if isinstance(each, Route) for method in each.methods or ()
    }
    assert methods - {"HEAD"} == {"GET", "POST"}
    assert client.delete("/api/documents").status_code == 405
    assert client.put("/api/ask").headers["allow"] == "GET"


def test_a_form_on_another_site_is_refused(writable: TestClient) -> None:
    headers = {"authorization": "Bearer sesam", "origin": "https://evil.example"}
    files = {"files": ("a.txt", plan_file())}
    assert writable.post("/api/documents", files=files, headers=headers).status_code == 421
    headers["origin"] = "http://testserver"
    assert writable.post("/api/documents", files=files, headers=headers).status_code == 202


def test_a_body_larger_than_was_told_is_cut_off(writable: TestClient) -> None:
    token = {"authorization": "Bearer sesam"}
    told = writable.post(
        "/api/documents", content=b"x", headers={**token, "content-length": "9" * 30}
    )
    assert told.status_code == 413

    def parts() -> Iterator[bytes]:
        for _ in range(500):
            yield b"x" * 1_000

    told = writable.post("/api/documents/remove", content=parts(), headers={
        **token, "content-type": "application/x-www-form-urlencoded",
    })  # fmt: skip
    assert told.status_code == 413


def test_an_upload_is_reported_accepted_and_removed(writable: TestClient) -> None:
    token = {"authorization": "Bearer sesam"}
    told = writable.post(
        "/api/documents", files={"files": ("月牙.txt", plan_file())}, headers=token
    )
    assert told.status_code == 202
    (waiting,) = told.json()["waiting"]
    assert waiting["report"]["plans"][0]["goals"] == 1
    assert "月牙县" not in writable.get("/api/overview").text
    accepted = writable.post(f"/api/documents/waiting/{waiting['ticket']}/accept", headers=token)
    assert accepted.json()["plans"] == ["月牙县妇女发展规划（2021—2030年）"]
    led = json_of(writable, "/api/ask", q="月牙县妇女健康由谁牵头？")["leads"]
    assert [each["department"] for each in led] == ["县卫生健康局"]
    gone = writable.post("/api/documents/remove", data={"name": "月牙.txt"}, headers=token)
    assert gone.status_code == 200
    assert json_of(writable, "/api/ask", q="月牙县妇女健康由谁牵头？")["status"] == "unknown"


def test_a_ticket_is_good_once(writable: TestClient) -> None:
    token = {"authorization": "Bearer sesam"}
    told = writable.post("/api/documents", files={"files": ("a.txt", plan_file())}, headers=token)
    ticket = told.json()["waiting"][0]["ticket"]
    assert (
        writable.post(f"/api/documents/waiting/{ticket}/discard", headers=token).status_code == 200
    )
    assert (
        writable.post(f"/api/documents/waiting/{ticket}/accept", headers=token).status_code == 400
    )


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.exe", b"MZ", 400),
        ("a.txt", b"x" * 100_001, 413),
        (".txt", b"x", 400),
    ],
)
def test_a_file_that_is_not_read_is_refused(
    writable: TestClient, name: str, content: bytes, status: int
) -> None:
    token = {"authorization": "Bearer sesam"}
    told = writable.post("/api/documents", files={"files": (name, content)}, headers=token)
    assert told.status_code == status
    assert told.json()["error"]["message"]


def test_a_name_cannot_leave_the_data_folder(writable: TestClient, tmp_path: Path) -> None:
    token = {"authorization": "Bearer sesam"}
    before = {path for path in tmp_path.rglob("*.txt") if "data" not in path.parts}
    told = writable.post(
        "/api/documents", files={"files": ("../../../evil.txt", plan_file())}, headers=token
    )
    assert told.json()["waiting"][0]["name"] == "evil.txt"
    assert {path for path in tmp_path.rglob("*.txt") if "data" not in path.parts} == before


def test_a_reader_needs_the_read_token(samples: Path) -> None:
    settings = Settings(data=samples, read_token="lesen")
    with TestClient(application(settings)) as client:
        assert client.get("/api/overview").status_code == 401
        assert client.get("/health").status_code == 200
        assert (
            client.get("/api/overview", headers={"authorization": "Bearer lesen"}).status_code
            == 200
        )


def test_a_browser_without_a_token_is_given_the_form_and_comes_back(samples: Path) -> None:
    token = "口令; 三号"
    with TestClient(application(Settings(data=samples, read_token=token))) as client:
        page = client.get("/laws?title=民法典", headers=HTML)
        assert page.status_code == 401
        assert 'action="/token"' in page.text
        assert 'name="next" value="/laws?title=%E6%B0%91%E6%B3%95%E5%85%B8"' in page.text
        wrong = client.post("/token", data={"token": "口令"}, headers=HTML)
        assert (wrong.status_code, "口令不对" in wrong.text) == (401, True)
        right = client.post(
            "/token", data={"token": token, "next": "/laws"}, headers=HTML, follow_redirects=False
        )
        assert right.headers["location"] == "/laws"
        assert client.get("/laws").status_code == 200
        assert client.get("/laws", headers={"authorization": "Basic eA=="}).status_code == 200
        client.cookies.clear()
        bearer = {"authorization": f"bearer {token}".encode()}
        assert client.get("/laws", headers=bearer).status_code == 200


@pytest.mark.parametrize("next", ["//evil.example", "https://evil.example", "/\\\\evil.example"])
def test_a_token_form_leads_nowhere_else(samples: Path, next: str) -> None:
    with TestClient(application(Settings(data=samples, read_token="lesen"))) as client:
        answer = client.post(
            "/token", data={"token": "lesen", "next": next}, follow_redirects=False
        )
        assert answer.headers["location"] == "/documents"


def test_head_is_answered_as_get_without_a_body(client: TestClient) -> None:
    for path in ("/", "/health", "/api/laws"):
        answer = client.head(path)
        assert answer.status_code == 200, path
    assert client.head("/nothing").status_code == 404


def test_what_waits_is_listed_for_who_may_decide(writable: TestClient) -> None:
    token = {"authorization": "Bearer sesam"}
    files = {"files": ("月牙.txt", plan_file())}
    ticket = writable.post("/api/documents", files=files, headers=token).json()["waiting"][0][
        "ticket"
    ]
    assert "月牙.txt" not in page_of(writable, "/documents")
    assert writable.get(f"/api/documents/waiting/{ticket}").status_code == 401
    page = writable.get("/documents", headers={**token, **HTML}).text
    assert f"/api/documents/waiting/{ticket}" in page
    told = writable.get(f"/api/documents/waiting/{ticket}", headers=token).json()
    assert told["waiting"][0]["report"]["plans"][0]["goals"] == 1


def test_a_build_elsewhere_is_told_of_and_holds_up_no_reader(
    writable: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_PATIENCE", 0.3)
    token = {"authorization": "Bearer sesam"}
    name = writable.get("/api/documents").json()["documents"][0]["name"]
    with SqliteStore(tmp_path / "data").writing():
        busy = writable.post("/api/documents/remove", data={"name": name}, headers=token)
        assert (busy.status_code, busy.json()["error"]["code"]) == (409, "conflict")
        assert writable.get("/api/laws").status_code == 200


def test_no_answer_is_of_two_builds(samples: Path, tmp_path: Path) -> None:
    """Readers in several threads while a plan comes and goes."""
    data = Path(shutil.copytree(samples, tmp_path / "data"))
    settings = Settings(data=data, write_token="sesam")
    token = {"authorization": "Bearer sesam"}
    wrong: list[str] = []
    with TestClient(application(settings)) as client:
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                answer = client.get("/api/search", params={"q": "办好妇女体检", "k": 3})
                if answer.status_code != 200:
                    wrong.append(answer.text)

        readers = [threading.Thread(target=read) for _ in range(4)]
        for each in readers:
            each.start()
        for _ in range(4):
            told = client.post(
                "/api/documents", files={"files": ("月牙.txt", plan_file())}, headers=token
            )
            ticket = told.json()["waiting"][0]["ticket"]
            client.post(f"/api/documents/waiting/{ticket}/accept", headers=token)
            client.post("/api/documents/remove", data={"name": "月牙.txt"}, headers=token)
        done.set()
        for each in readers:
            each.join()
    assert wrong == []


def test_too_many_requests_are_refused(samples: Path) -> None:
    with TestClient(application(Settings(data=samples, requests_a_minute=3))) as client:
        answers = [client.get("/api/documents") for _ in range(5)]
        assert client.get("/health").status_code == 200
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].headers["retry-after"] == "60"


def test_a_build_elsewhere_is_seen_without_a_restart(writable: TestClient, tmp_path: Path) -> None:
    from service.cli import main

    assert json_of(writable, "/api/overview")["counts"]["Plan"] == 4
    (tmp_path / "new.txt").write_bytes(plan_file())
    assert main(["build", str(tmp_path / "new.txt"), "--data", str(tmp_path / "data")]) == 0
    assert json_of(writable, "/api/overview")["counts"]["Plan"] == 5
    assert json_of(writable, "/ready")["status"] == "ok"


def test_counts_and_times_are_told_to_prometheus(client: TestClient) -> None:
    client.get("/api/overview")
    assert 'guitu_request_seconds_count{route="/api/overview"}' in client.get("/metrics").text


def test_the_samples_are_where_the_tests_say() -> None:
    assert (ROOT / "samples" / "yunqi-women-2021-2030.txt").is_file()
