"""Sample businesses and hostile material that lie beside the checkout on some machines."""

from __future__ import annotations

from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2] / "shared"

SHARED: Path | None = _BESIDE if (_BESIDE / "samples").is_dir() else None
WHY_NOT = "the sample businesses are not on this machine"
