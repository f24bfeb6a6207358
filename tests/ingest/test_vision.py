"""What only a picture shows may be read by a model that sees, and is never held for certain."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr

from ingest.nouns import DOUBTFUL, Block, Document, Fetched
from ingest.ocr import installed_languages
from ingest.run import ingest
from ingest.vision import SeeingReaders, Seer, poorly_read, seer_of, take, weighed
from models.model import LONGEST_SIDE, Failed
from models.registry import build_embedder
from store import generations, library
from store.db import Store
from store.errors import Invalid, Unavailable
from store.settings import Settings
from tests.agent.scripted import ScriptedModel
from tests.agent.seaview import ask, desk_of
from tests.ingest.house import Ingest
from tests.ingest.papers import poster, scan
from tests.models.doubles.running import Running, running

SAID = "<page># Supper\nOnion soup 6.85\nWalnut bread 3.80</page>"


@pytest.fixture(scope="module")
def double() -> Iterator[Running]:
    with running("ollama") as started:
        yield started


def house(store: Store, settings: Settings, double: Running, model: str) -> Ingest:
    """One without tesseract, whose pictures go to this model."""
    double.seen()
    changed = {
        "ingest": settings.ingest.model_copy(update={"vision": model, "ocr_languages": []}),
        "model": settings.model.model_copy(
            update={
                "provider": "ollama",
                "name": "ok",
                "base_url": double.url,
                "api_key": SecretStr(""),
            }
        ),
    }
    return Ingest(store, settings.model_copy(update=changed))


def menu(folder: Path) -> Path:
    (folder / "menu.pdf").write_bytes(scan(200))
    (folder / "garden.md").write_text("# Garden\n\nThe garden is open from 9 to 18 every day.\n")
    return folder


def test_a_page_that_is_a_picture_is_shown_once_and_answered_from_with_care(
    store: Store, settings: Settings, tmp_path: Path, double: Running
) -> None:
    says = "says:<page>Onion_soup_€_6.85</page>"
    run = house(store, settings, double, says)
    embedder, folder = build_embedder(), str(menu(tmp_path))

    summary = ingest(store, embedder, run.settings, [folder])
    ingest(store, embedder, run.settings, [folder])

    (asked,) = double.seen()
    (shown,) = asked["body"]["messages"][-1]["images"]
    with Image.open(io.BytesIO(base64.b64decode(shown))) as picture:
        assert (picture.format, max(picture.size) <= LONGEST_SIDE) == ("PNG", True)
    with store.reading() as tx:
        rows = library.passages(tx, generations.published_id(tx))
        kept = {p.text: (p.read_by, p.page) for p, _, _ in rows if "soup" in p.text}
    assert list(kept.values()) == [("ocr", 1)]
    assert summary.sources[0].unread == []
    told = ask(desk_of(store), "How much is the onion soup?")
    assert "6.85" in told.text
    assert "read from a picture" in told.text


def test_when_the_model_fails_the_page_is_reported_unread_and_the_rest_is_read(
    store: Store, settings: Settings, tmp_path: Path, double: Running
) -> None:
    run = house(store, settings, double, "says-401")

    summary = run(menu(tmp_path))

    (unread,) = summary.sources[0].unread
    assert unread.page == 1
    assert "The model did not read it" in unread.reason
    assert run.says("garden is open") == 1
    assert run.says("soup") == 0


def test_pictures_are_read_until_the_model_fails_or_enough_were_shown() -> None:
    picture = Fetched("file:///menu.png", poster("Onion soup 6.85"))
    failing = ScriptedModel(SAID, "<page></page>", Failed("budget", "The budget is spent."))
    with SeeingReaders((), Seer(failing)) as readers:
        document = readers.read(picture)
        with pytest.raises(Invalid, match="No words"):
            readers.read(picture)
        for _ in range(2):
            with pytest.raises(Unavailable, match="Pictures were not read"):
                readers.read(picture)
    with SeeingReaders((), Seer(ScriptedModel(), most=0)) as readers, pytest.raises(Unavailable):
        readers.read(picture)

    assert [(b.kind, b.text, b.page) for b in document.blocks] == [
        ("heading", "Supper", 1),
        ("row", "Onion soup 6.85", 1),
        ("row", "Walnut bread 3.80", 1),
    ]
    assert (document.pictured, document.unread) == ([1], {})
    assert document.title == "Supper"
    assert len(failing.asked) == 3


@pytest.mark.skipif(not installed_languages(), reason="tesseract is not installed")
def test_a_file_in_which_ocr_finds_no_word_is_shown_too() -> None:
    paper = io.BytesIO()
    Image.new("RGB", (1_200, 800), "grey").save(paper, "PDF", resolution=200)
    wordless = Fetched("file:///menu.pdf", paper.getvalue())
    with SeeingReaders(("eng",), Seer(ScriptedModel(SAID, "<page></page>"))) as readers:
        document = readers.read(wordless)
        with pytest.raises(Invalid, match="no words"):
            readers.read(wordless)

    assert [block.text for block in document.blocks][1:] == ["Onion soup 6.85", "Walnut bread 3.80"]
    assert document.pictured == [1]


@pytest.mark.parametrize(
    "said", ["I cannot see any picture.", "<page></page>", "", "<page>\u200b***</page>"]
)
def test_an_answer_without_a_page_is_no_reading(said: str) -> None:
    document = Document("a", "", "pdf", [], unread={1: "A picture."})

    assert not take(document, 1, Seer(ScriptedModel(said)).read(b""))
    assert (document.blocks, document.unread) == ([], {1: "A picture."})


def test_a_figure_that_the_other_reading_contradicts_is_not_taken() -> None:
    known = ["Onion soup 6.85", "Walnut bread €?", "Open 9 to 18"]

    assert weighed("Onion soup 8.85", known) == f"Onion soup {DOUBTFUL}"
    assert weighed("Onion soup 6,85", known) == "Onion soup 6,85"
    assert weighed("Walnut bread 3.80", known) == "Walnut bread 3.80", "in doubt before"
    assert weighed("Herring salad 8.65", known) == "Herring salad 8.65", "not seen before"


def test_what_ocr_read_badly_is_read_again_and_a_poorer_reading_is_not_taken() -> None:
    blocks = [
        Block("row", "Onion soup €?", page=1),
        Block("paragraph", "May we bring dogs? Yes.", page=2),
        Block("paragraph", "The house has stood here for long.", page=4),
    ]
    document = Document(
        "a", "A", "pdf", blocks, pages=5, unread={5: "Damaged."}, pictured=[1, 2, 3]
    )

    assert poorly_read(document) == [1, 3, 5]
    assert not take(document, 4, "A house")
    assert take(document, 1, "Onion soup € 6.85")
    assert take(document, 3, "Walnut bread € 3.80")
    assert [(b.page, b.text) for b in document.blocks[:3]] == [
        (1, "Onion soup € 6.85"),
        (2, "May we bring dogs? Yes."),
        (3, "Walnut bread € 3.80"),
    ]
    assert document.pictured == [1, 2, 3]


def test_nobody_is_shown_a_picture_unless_the_owner_names_a_model(
    store: Store, settings: Settings
) -> None:
    named = settings.ingest.model_copy(update={"vision": "sees"})

    assert seer_of(store, settings) is None
    assert seer_of(store, settings.model_copy(update={"ingest": named})) is None, "no provider"
