"""What a guest does besides writing: files, read marks, ratings, a number to call, a copy."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from server import uploads
from store import conversations, events, visits
from store.settings import Settings
from store.tables import Contact, Delivery, Rating, User
from tests.conftest import Guest, Serve, Served
from tests.fakes import EchoComposer
from tests.server.test_pages import wanting


def photo(kind: str = "JPEG", exif: bool = True) -> bytes:
    image = Image.new("RGB", (40, 20), (200, 10, 10))
    told = Image.Exif()
    told[0x010F] = "A camera's maker"
    told[0x8825] = {1: "N", 2: (39.0, 34.0, 1.0)}
    out = io.BytesIO()
    image.save(out, kind, **({"exif": told} if exif else {}))
    return out.getvalue()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


def send(guest: Guest, body: bytes, name: str = "x", client_id: str = "f1") -> httpx.Response:
    asked = {"client_id": client_id, "name": name}
    path = f"{guest.path}/files"
    return guest.served.client.post(path, params=asked, content=body, headers=guest.headers)


def fetched(guest: Guest, message_id: int) -> httpx.Response:
    return guest.served.client.get(f"{guest.path}/files/{message_id}", headers=guest.headers)


@contextmanager
def listening(guest: Guest) -> Iterator[Iterator[str]]:
    headers = {**guest.headers, "Last-Event-ID": "0"}
    with guest.served.client.stream("GET", f"{guest.path}/events", headers=headers) as response:
        yield (line for line in response.iter_lines() if line)


@pytest.fixture
def served(serve: Serve, ana: User) -> Served:
    return serve(EchoComposer())


def test_a_photo_is_drawn_anew_without_a_trace_of_where_it_was_taken(served: Served) -> None:
    guest = served.guest()

    sent = send(guest, photo(), "../../Beach day.HEIC").json()

    assert (sent["kind"], sent["name"]) == ("photo", "Beach day.jpg")
    got = fetched(guest, sent["message_id"])
    with Image.open(io.BytesIO(got.content)) as image:
        assert (image.size, dict(image.getexif())) == ((40, 20), {})
    assert b"camera" not in got.content


@pytest.mark.parametrize(
    ("kind", "media_type"), [("PNG", "image/png"), ("WEBP", "image/webp"), ("GIF", "image/gif")]
)
def test_pictures_stay_what_they_are(served: Served, kind: str, media_type: str) -> None:
    guest = served.guest()

    sent = send(guest, photo(kind, exif=False)).json()

    got = fetched(guest, sent["message_id"])
    assert got.headers["content-type"] == media_type
    with Image.open(io.BytesIO(got.content)) as image:
        assert image.format == kind


def test_a_file_leaves_as_an_attachment_in_a_sandbox(served: Served) -> None:
    guest = served.guest()
    sent = send(guest, b"<script>alert(1)</script>", 'a"b\r\n.html').json()

    got = fetched(guest, sent["message_id"])

    assert got.headers["content-type"] == "text/plain; charset=utf-8"
    assert got.headers["content-disposition"].startswith('attachment; filename="ab.txt"')
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert got.headers["x-content-type-options"] == "nosniff"


TAKEN = {
    "pdf": b"%PDF-1.7 ...",
    "txt": "Grüße\n".encode(),
    "docx": archive("[Content_Types].xml", "word/document.xml"),
    "xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "webm": b"\x1a\x45\xdf\xa3 voice",
    "ogg": b"OggS voice",
    "m4a": b"\x00\x00\x00\x20ftypM4A voice",
    "wav": b"RIFF\x00\x00\x00\x00WAVE voice",
}


@pytest.mark.parametrize("ending", sorted(TAKEN))
def test_a_file_is_known_by_its_content(served: Served, ending: str) -> None:
    sent = send(served.guest(), TAKEN[ending], "menu.exe").json()

    assert sent["name"] == f"menu.{ending}"


REFUSED = {
    "program": b"MZ\x90\x00\x03\x00\x00\x00\xff",
    "archive": archive("readme.txt"),
    "macros": archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "half a photo": photo()[:60],
    "nothing": b"",
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_what_is_not_taken_leaves_nothing_behind(
    served: Served, settings: Settings, what: str
) -> None:
    guest = served.guest()

    answer = send(guest, REFUSED[what], "photo.jpg")

    assert answer.status_code == 422
    assert guest.read()["messages"] == []
    left = [path for path in settings.home.files.rglob("*") if path.is_file()]
    assert left == []


def test_a_file_over_the_limit_is_refused_while_it_comes(serve: Serve, settings: Settings) -> None:
    guest = serve(EchoComposer(), wanting(settings, upload_mb=1)).guest()

    def endless() -> Iterator[bytes]:
        for _ in range(20):
            yield b"a" * 100_000

    declared = send(guest, b"a" * 1_100_000)
    asked = {"client_id": "f2"}
    undeclared = guest.served.client.post(
        f"{guest.path}/files", params=asked, content=endless(), headers=guest.headers
    )

    assert (declared.status_code, undeclared.status_code) == (413, 413)
    assert not [path for path in settings.home.files.rglob("*") if path.is_file()]


def test_a_house_that_takes_no_files_says_so(serve: Serve, settings: Settings) -> None:
    served = serve(EchoComposer(), wanting(settings, upload_mb=0))

    assert served.client.get("/v1/config").json()["upload_mb"] == 0
    assert send(served.guest(), b"text").status_code == 422


def test_a_file_sent_twice_is_one_message_and_one_file(served: Served, settings: Settings) -> None:
    guest = served.guest()

    first, again = send(guest, b"text").json(), send(guest, b"text").json()

    assert first["message_id"] == again["message_id"]
    assert len(list((settings.home.files / "guests").iterdir())) == 1


def test_a_file_is_seen_to_by_a_person(served: Served) -> None:
    guest = served.guest()
    staff = served.sign_in()

    sent = send(guest, b"text", "note.txt").json()

    (message,) = guest.read()["messages"]
    assert (message["kind"], message["text"], message["author"]) == ("file", "note.txt", "guest")
    (call,) = served.client.get("/v1/staff/escalations", headers=staff).json()
    assert call["reason"] == "The guest sent a file."
    got = served.client.get(f"/v1/staff/files/{sent['message_id']}", headers=staff)
    assert got.content == b"text"


def test_nobody_else_gets_a_file(served: Served) -> None:
    guest, other = served.guest(), served.guest()
    sent = send(guest, b"text").json()

    assert fetched(other, sent["message_id"]).status_code == 404
    assert served.client.get(f"/v1/staff/files/{sent['message_id']}").status_code == 401


def test_the_guest_sees_when_staff_have_read(served: Served) -> None:
    guest = served.guest()
    staff = served.sign_in()
    guest.ask("Hello", "c1")

    with listening(guest) as lines:
        served.client.post(f"/v1/staff{guest.path[3:]}/seen", headers=staff).raise_for_status()
        assert "event: message.read" in lines

    assert guest.read()["read_seq"] == 2


def test_staff_see_how_far_the_guest_has_read(served: Served) -> None:
    guest = served.guest()
    guest.ask("Hello", "c1")
    path = f"{guest.path}/read"

    for seq in (2, 2, 1, 99):
        asked = {"seq": seq}
        assert served.client.post(path, json=asked, headers=guest.headers).status_code == 204

    with served.house.store.reading() as tx:
        read = [e for e in events.after(tx, 0) if e.kind == "message.read"]
    assert [(e.actor, e.data["seq"]) for e in read] == [("guest", 2)]


def test_each_sees_the_other_write(served: Served) -> None:
    guest = served.guest()
    staff = served.sign_in()

    with listening(guest) as lines:
        next(lines)
        served.client.post(f"/v1/staff{guest.path[3:]}/typing", headers=staff).raise_for_status()
        assert "event: staff.typing" in lines
        assert next(lines) == 'data: {"name":"Ana"}'
    with served.client.stream("GET", "/v1/staff/events", headers=staff) as response:
        said = (line for line in response.iter_lines() if line)
        next(said)
        served.client.post(f"{guest.path}/typing", headers=guest.headers).raise_for_status()
        assert "event: guest.typing" in said
        assert json.loads(next(said).removeprefix("data: ")) == {"conversation_id": guest.id}


def test_the_last_rating_counts(served: Served) -> None:
    guest = served.guest()
    path = f"{guest.path}/rating"

    for score in (2, 5):
        asked = {"score": score, "comment": " Kind.\x00 "}
        assert served.client.post(path, json=asked, headers=guest.headers).status_code == 204

    with served.house.store.reading() as tx:
        (rating,) = tx.scalars(select(Rating))
    assert (rating.score, rating.comment) == (5, "Kind.\ufffd")
    refused = served.client.post(path, json={"score": 6}, headers=guest.headers)
    assert refused.status_code == 422


def test_a_wish_to_be_called_reaches_a_person_with_the_number(served: Served) -> None:
    guest = served.guest()
    staff = served.sign_in()
    asked: dict[str, Any] = {
        "client_id": "k1",
        "name": "Maria",
        "phone": "+34 600 000 000",
        "call_back": True,
        "text": "Please call me: +34 600 000 000",
    }

    for _ in range(2):
        served.client.post(f"{guest.path}/contact", json=asked, headers=guest.headers)

    (message,) = guest.read()["messages"]
    assert (message["text"], message["kind"]) == (asked["text"], "call_back")
    (call,) = served.client.get("/v1/staff/escalations", headers=staff).json()
    assert call["reason"] == "The guest wishes to be called back."
    with served.house.store.reading() as tx:
        contact = tx.get(Contact, conversations.by_public_id(tx, guest.id).contact_id)
    assert contact
    assert (contact.name, contact.phone) == ("Maria", "+34 600 000 000")


def test_a_copy_goes_by_mail_once(serve: Serve, settings: Settings) -> None:
    mail = settings.mail.model_copy(
        update={"host": "localhost", "port": 1, "sender": "a@b.example"}
    )
    served = serve(EchoComposer(), settings.model_copy(update={"mail": mail}))
    guest = served.guest("de")
    guest.ask("Hallo", "c1")
    path = f"{guest.path}/transcript"

    asked = {"email": "maria@example.com"}
    codes = [
        served.client.post(path, json=asked, headers=guest.headers).status_code for _ in range(2)
    ]

    assert codes == [202, 429]
    with served.house.store.reading() as tx:
        (owed,) = tx.scalars(select(Delivery).where(Delivery.courier == "mail"))
    assert owed.recipient == "maria@example.com"
    assert owed.payload["subject"] == "Ihr Gespräch mit Seaview"
    assert "Sie\nHallo" in owed.payload["text"]


@pytest.mark.parametrize("email", ["x", "a@b\r\nBcc: c@d", "a@b,c@d e"])
def test_a_copy_goes_to_one_address_only(served: Served, email: str) -> None:
    guest = served.guest()
    guest.ask("Hello", "c1")

    answer = served.client.post(
        f"{guest.path}/transcript", json={"email": email}, headers=guest.headers
    )

    assert answer.status_code == 422


def test_guests_are_told_how_long_others_waited(served: Served) -> None:
    guest = served.guest()
    staff = served.sign_in()
    assert served.client.get("/v1/config").json()["person"] == {"here": False, "minutes": None}
    send(guest, b"text")
    path = f"/v1/staff{guest.path[3:]}/messages"
    words = {"client_id": "s1", "text": "Thank you."}
    served.client.post(path, json=words, headers=staff).raise_for_status()

    with served.client.stream("GET", "/v1/staff/events", headers=staff) as response:
        lines = response.iter_lines()
        next(lines)
        told = served.client.get("/v1/config").json()["person"]
    with served.house.store.reading() as tx:
        wait = visits.usual_wait(tx)

    assert told["here"] is True
    assert wait is not None


FORM = {"fields": [{"name": "day", "label": "Which day?", "type": "date", "required": True}]}


def test_staff_may_send_a_form_and_cards(served: Served) -> None:
    guest = served.guest()
    staff = served.sign_in()
    guest.ask("Hello", "c1")
    path = f"/v1/staff{guest.path[3:]}/messages"
    cards = [{"title": "Sea room", "url": "https://seaview.example/sea"}]
    words = {"client_id": "s1", "text": "Which day?", "form": FORM, "cards": cards}

    served.client.post(path, json=words, headers=staff).raise_for_status()

    told = guest.read()["messages"][-1]
    assert told["form"]["fields"][0]["label"] == "Which day?"
    assert told["cards"][0]["url"] == "https://seaview.example/sea"
    with listening(guest) as lines:
        posted = next(line for line in lines if "Sea room" in line)
    assert json.loads(posted.removeprefix("data: "))["form"] == FORM


def test_a_card_leads_to_the_web_or_nowhere(served: Served) -> None:
    guest = served.guest()
    staff = served.sign_in()
    path = f"/v1/staff{guest.path[3:]}/messages"
    cards = [{"title": "x", "url": "javascript:alert(1)"}]

    refused = served.client.post(
        path, json={"client_id": "s1", "text": "x", "cards": cards}, headers=staff
    )

    assert refused.status_code == 422


@pytest.mark.parametrize(("answer", "status"), [(0, 202), (1, 422), (2, 503)])
def test_a_file_the_scanner_does_not_pass_is_not_taken(
    serve: Serve, settings: Settings, answer: int, status: int
) -> None:
    scanner = f"sh -c 'exit {answer}'"
    guest = serve(EchoComposer(), wanting(settings, scanner=scanner)).guest()

    assert send(guest, b"text").status_code == status
    left = list(settings.home.path.rglob("quarantine/*"))
    assert left == []


def test_what_a_killed_server_left_half_received_is_forgotten(
    serve: Serve, settings: Settings
) -> None:
    (uploads.quarantine(settings.home) / "half").write_bytes(b"half a file")

    serve(EchoComposer())

    assert list(uploads.quarantine(settings.home).iterdir()) == []


def test_staff_see_how_a_guest_rated_and_how_far_they_read(served: Served) -> None:
    guest = served.guest()
    guest.ask("Hello", "c1")
    for path, asked in (("rating", {"score": 4}), ("read", {"seq": 2})):
        served.client.post(f"{guest.path}/{path}", json=asked, headers=guest.headers)

    told = served.client.get(f"/v1/staff{guest.path[3:]}", headers=served.sign_in()).json()

    assert (told["rating"], told["read_seq"]) == (4, 2)


def test_one_address_cannot_fill_the_disk(served: Served) -> None:
    for number in range(4):
        guest = served.guest()
        sent = [send(guest, b"text", client_id=f"f{n}").status_code for n in range(20)]
        if number < 3:
            assert sent == [202] * 20
    assert set(sent) == {429}
