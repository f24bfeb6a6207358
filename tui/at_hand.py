"""What is at hand in a conversation: texts that are kept, files, passages, the guest's history."""

from __future__ import annotations

from pathlib import Path

from server.desk_wire import CannedOut, DeskOut
from server.wire import CitationOut, FileOut, StaffConversation
from store.errors import ConciergeError
from tui import texts
from tui.choice import Choice, Option
from tui.saving import keep
from tui.screen import DeskScreen
from tui.text import assembled, one_line
from tui.widgets.editor import ComposeBox
from tui.widgets.guest_card import known_of
from tui.widgets.message_view import contact_name, told_file

WEB = ("http://", "https://")


class AtHand(DeskScreen):
    """A screen that shows one conversation, with a box to write in."""

    def told(self) -> StaffConversation | None:
        """The conversation as it was last read."""
        raise NotImplementedError

    @property
    def box(self) -> ComposeBox:
        raise NotImplementedError

    def reason_against(self, name: str) -> str:
        told = self.told()
        if name == "files" and told is not None and not told.files:
            return texts.NO_FILES
        if name == "passages" and told is not None and not self._passages(told):
            return texts.NO_PASSAGES
        return super().reason_against(name)

    # --- texts that are kept -------------------------------------------------------------------

    def do_canned(self) -> None:
        self.ask(lambda c: c.desk(), self._choose_canned)

    def _choose_canned(self, about: DeskOut) -> None:
        self.desk_app.about_is(about)
        kept = {canned.name: canned for canned in about.canned}
        options = [Option(name, name, one_line(kept[name].text)[:40]) for name in kept]

        def chosen(name: str | None) -> None:
            if name is None:
                return
            if name in kept:
                self.box.put_in(self._filled(kept[name].text))
            elif self.box.text.strip():
                text = self.box.text
                self.ask(lambda c: c.keep_canned(name, text), self._kept)
            else:
                self.desk_app.toast(texts.NOTHING_TO_KEEP, severity="warning")

        self.app.push_screen(
            Choice(texts.CANNED_TITLE, options, typed=texts.CANNED_TYPED, none=texts.CANNED_NONE),
            chosen,
        )

    def _kept(self, canned: CannedOut) -> None:
        self.desk_app.toast(texts.CANNED_KEPT.format(name=canned.name))

    def _filled(self, text: str) -> str:
        """With what is known in its places; what is put in is not read again."""
        told = self.told()
        if told is None:
            return text
        row = told.row
        known = {
            "guest": one_line(row.contact.name),
            "me": one_line(self.desk.my_name),
            "business": self.desk_app.business,
            "channel": one_line(row.channel),
            "title": one_line(row.title),
        }
        pieces = text.split("{")
        filled = [pieces[0]]
        for piece in pieces[1:]:
            name, brace, rest = piece.partition("}")
            filled.append(known[name] + rest if brace and known.get(name) else "{" + piece)
        return "".join(filled)

    # --- files ---------------------------------------------------------------------------------

    def do_files(self) -> None:
        told = self.told()
        if told is None:
            return
        files = {str(file.message_id): file for file in told.files}
        options = [Option(key, told_file(file)) for key, file in files.items()]

        def chosen(value: str | None) -> None:
            if value in files:
                self._what_to_do(files[value])

        self.app.push_screen(Choice(texts.FILES_TITLE, options), chosen)

    def _what_to_do(self, file: FileOut) -> None:
        folder = self.desk.folder
        value, label, told = texts.FILE_SAVE
        options = [
            Option(value, label.format(folder=folder), told),
            Option(*texts.FILE_OPEN),
        ]

        def chosen(value: str | None) -> None:
            if value is not None:
                self.ask(
                    lambda c: c.file(file.message_id),
                    lambda body: self._save(file, body, folder, opens=value == "open"),
                )

        self.app.push_screen(
            Choice(texts.FILE_DO_TITLE.format(name=one_line(file.name)), options), chosen
        )

    def _save(self, file: FileOut, body: bytes, folder: Path, *, opens: bool) -> None:
        try:
            saved = keep(folder, f"{file.message_id}-{file.name}", body)
        except ConciergeError as error:
            self.desk_app.tell(error)
            return
        self.desk_app.toast(texts.FILE_SAVED.format(path=saved))
        if opens:
            self.app.open_url(saved.as_uri())

    # --- the guest, and what replies stand on --------------------------------------------------

    def do_profile(self) -> None:
        told = self.told()
        if told is None:
            return
        clock = self.desk.clock
        options = [
            Option(
                other.id,
                one_line(other.title) or contact_name(told.row.contact),
                f"{clock.time(other.last_message_at)} {one_line(other.channel)}",
            )
            for other in told.before
        ]

        def chosen(value: str | None) -> None:
            if value:
                self.desk_app.open_conversation(value)

        self.app.push_screen(
            Choice(
                texts.PROFILE_TITLE,
                options,
                lead=assembled(known_of(told, clock)),
                none=texts.NO_EARLIER,
            ),
            chosen,
        )

    def _passages(self, told: StaffConversation) -> list[CitationOut]:
        """Each once, the newest reply's first."""
        drafts = [citation for draft in told.drafts for citation in draft.citations]
        said = [c for message in reversed(told.messages) for c in message.citations]
        return list({(c.title, c.page, c.quote): c for c in [*drafts, *said]}.values())

    def do_passages(self) -> None:
        told = self.told()
        found = self._passages(told) if told else []
        options = [
            Option(str(place), one_line(c.quote) or one_line(c.title), one_line(c.title)[:24])
            for place, c in enumerate(found)
        ]

        def chosen(value: str | None) -> None:
            if value is not None:
                self._open_passage(found[int(value)])

        self.app.push_screen(Choice(texts.PASSAGES_TITLE, options), chosen)

    def _open_passage(self, passage: CitationOut) -> None:
        page = f", page {passage.page}" if passage.page else ""
        lead = assembled([(f"{passage.quote}\n\n", ""), (f"{passage.title}{page}", "$muted")])
        on_the_web = passage.url.startswith(WEB)
        value, label, _ = texts.OPEN_PAGE if on_the_web else texts.NO_PAGE
        option = Option(value, label, one_line(passage.url)[:40])

        def chosen(value: str | None) -> None:
            if value == texts.OPEN_PAGE[0]:
                self.app.open_url(passage.url)

        self.app.push_screen(Choice(one_line(passage.title), [option], lead=lead), chosen)
