from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import archive
from ingest.archive import Packed, opened
from ingest.child import Readers
from ingest.files import documents_in
from ingest.nouns import Fetched
from ingest.ocr import installed_languages
from store.errors import ConciergeError, Invalid, TooLarge
from tests.ingest.house import Ingest
from tests.ingest.papers import HOSTILE, packed, paragraph, poster, word

MENU = "# Menu\n\nOnion soup 6.50\n"
HOUSE = "The kitchen closes at nine in the evening, on Sundays at eight.\n"


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(workers=1, languages=()) as pool:
        yield pool


def tarred(files: dict[str, str], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as made:  # type: ignore[call-overload]
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            made.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def linked(name: str, target: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        info = zipfile.ZipInfo(name)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(info, target)
    return out.getvalue()


def names(body: bytes) -> list[str]:
    return [member.name for member in opened(body).members]


def test_a_zip_of_documents_is_known_document_by_document(run: Ingest, tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    path.write_bytes(packed({"menus/dinner.md": MENU, "house.txt": HOUSE, "logo.ai": "x"}))

    summary = run(path)

    assert summary.documents == 2
    assert run.says("Onion soup 6.50") == 1
    assert [s.reason for s in summary.sources[0].skipped] == [
        "1 of other kinds (.ai) are no documents."
    ]
    assert not run(path).changed


def test_an_archive_in_a_folder_stands_where_its_name_stands(run: Ingest, tmp_path: Path) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "a.md").write_text(
        "# Rooms\n\nAll rooms look to the sea, the larger ones have two.\n"
    )
    (folder / "b.tgz").write_bytes(tarred({"house.txt": HOUSE, "../c.txt": HOUSE}))
    (folder / "broken.zip").write_bytes(b"PK\x03\x04rubbish")

    summary = run(folder)
    skipped = {Path(s.address).name: s.reason for s in summary.sources[0].skipped}

    assert summary.documents == 2
    assert run.says("kitchen closes at nine") == 1
    assert skipped["c.txt"] == "Its name leads out of the archive."
    assert "damaged" in skipped["broken.zip"]


@pytest.mark.parametrize("mode", ["w:", "w:gz", "w:bz2", "w:xz"])
def test_every_usual_packing_is_opened(mode: str) -> None:
    assert names(tarred({"a/menu.md": MENU}, mode)) == ["a/menu.md"]


def test_names_that_lead_elsewhere_are_passed_over() -> None:
    body = packed(
        {
            "../out.txt": HOUSE,
            "/etc/out.txt": HOUSE,
            "C:\\out.txt": HOUSE,
            "in\\deep.txt": HOUSE,
            "__MACOSX/._menu.md": "x",
            ".hidden.txt": HOUSE,
            "Menu.md": MENU,
            "menu.MD": MENU,
            "turned\u202eround.txt": HOUSE,
        }
    )

    found = opened(body)

    assert [m.name for m in found.members] == ["in/deep.txt", "Menu.md", "turnedround.txt"]
    assert [why for _, why in found.skipped] == [
        "Its name leads out of the archive.",
        "Its name leads out of the archive.",
        "Its name leads out of the archive.",
        "A file of the same name came before it.",
    ]


def test_links_are_not_followed() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        info = tarfile.TarInfo("passwd.txt")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        made.addfile(info)

    for body in (linked("passwd.txt", "/etc/passwd"), out.getvalue()):
        found = opened(body)
        assert found.members == []
        assert found.skipped == [("passwd.txt", "It is a link, and links are not followed.")]


def test_an_archive_inside_an_archive_stays_shut() -> None:
    inner = packed({"menu.md": MENU}).decode("latin-1")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("inner.zip", inner.encode("latin-1"))
        made.writestr("house.txt", HOUSE)

    found = opened(out.getvalue())

    assert [m.name for m in found.members] == ["house.txt"]
    assert found.skipped == [("inner.zip", "An archive inside an archive is not opened.")]


@pytest.mark.skipif(not installed_languages(), reason="tesseract is not installed")
def test_pictures_of_menus_in_folders_and_archives_are_read(run: Ingest, tmp_path: Path) -> None:
    folder = tmp_path / "menus"
    folder.mkdir()
    (folder / "monday.png").write_bytes(poster("Herring salad     8.65"))
    (folder / "dot.png").write_bytes(b"x")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("tuesday.png", poster("Walnut bread     3.80"))
        made.writestr("garden.png", poster())
    (folder / "more.zip").write_bytes(out.getvalue())

    skipped = {Path(s.address).name: s.reason for s in run(folder).sources[0].skipped}
    again = run(folder)

    assert run.says("Herring salad")
    assert run.says("Walnut bread")
    assert skipped["garden.png"] == "No words could be read in this picture."
    assert not again.changed
    assert skipped.keys() == {Path(s.address).name for s in again.sources[0].skipped}


def test_pictures_beside_web_pages_are_read_only_when_their_name_tells(tmp_path: Path) -> None:
    for name in ("index.html", "room.jpg", "speisekarte.jpg"):
        (tmp_path / name).write_bytes(b"x" * 30_000)

    found, skipped = documents_in(tmp_path)

    assert [path.name for path in found] == ["index.html", "speisekarte.jpg"]
    assert "1 of other kinds (.jpg)" in skipped[0].reason


def test_what_unpacks_too_far_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 5)
    with pytest.raises(TooLarge, match="more than 5 files"):
        opened(packed({f"{n}.txt": "x" for n in range(6)}))
    with pytest.raises(TooLarge, match="more than 5 files"):
        opened(tarred({f"{n}.txt": "x" for n in range(6)}))

    zeros = "0" * (archive.RATIO_FROM + 1)
    for body in (packed({"a.txt": zeros}), tarred({"a.txt": zeros})):
        with pytest.raises(TooLarge, match="unpacks to more"):
            opened(body)


def test_a_packed_file_that_is_no_archive_is_refused() -> None:
    with pytest.raises(Invalid, match="not an archive"):
        opened(gzip.compress(b"just words, and no archive"))


def test_an_office_file_is_no_archive_and_an_archive_no_office_file(readers: Readers) -> None:
    assert readers.read(Fetched("file:///a.docx", word(paragraph("Hello there")))).blocks
    with pytest.raises(Packed):
        readers.read(Fetched("file:///a.zip", packed({"menu.md": MENU})))


def test_members_have_addresses_below_their_archive(readers: Readers) -> None:
    members, _ = readers.unpack(Fetched("/papers/all.zip", packed({"menus/dinner.md": MENU})))

    assert [(m.url, m.body.decode()) for m in members] == [
        ("/papers/all.zip/menus/dinner.md", MENU)
    ]


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile files are not here")
def test_every_hostile_archive_is_opened_safely_or_refused_with_a_reason(readers: Readers) -> None:
    told: dict[str, str] = {}
    for path in sorted((HOSTILE / "files").glob("*")):
        body = path.read_bytes() if path.is_file() else b""
        if not archive.looks_packed(body):
            continue
        try:
            members, skipped = readers.unpack(Fetched(f"/hostile/{path.name}", body))
            told[path.name] = f"{len(members)} {[why for _, why in skipped]}"
            assert not any(".." in member.url for member in members)
        except ConciergeError as error:
            told[path.name] = error.message

    assert told["zip_slip.zip"].count("leads out") >= 1
    assert "link" in told["zip_symlink.zip"]
    assert "more than" in told["zip_10000_entries.zip"]
    for bomb in ("zip_flat_200mib.zip", "zip_overlap_5gib.zip", "body_100mib.json.gz"):
        assert "unpacks to more" in told[bomb]
    assert "inside an archive" in told["zip_nested_1gib.zip"]
