"""Saving what guests sent into a folder of the operator's."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Invalid

if TYPE_CHECKING:
    from store.tables import GuestFile


def save(kept: Path, sent: Sequence[GuestFile], out: Path) -> dict[int, Path]:
    """Copy them under the guest's names, the message's number before each, so that no two meet and
    nothing is overwritten. Returns where each went."""
    if not out.is_dir():
        raise Invalid(f"{out} is not a folder.", "Make it first, or name another.")
    saved: dict[int, Path] = {}
    for file in sent:
        target = out / f"{file.message_id}-{file.name}"
        if target.exists() or not (kept / file.stored_as).is_file():
            continue
        saved[file.id] = Path(shutil.copyfile(kept / file.stored_as, target))
    return saved
