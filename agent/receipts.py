"""Sealing receipts, and proving them on another machine.

    seal_all    chain and sign what was written since, in batches, with the key of the home
    exported    lines of a file that needs nothing else to be proved: the public key is in it
    verify      every hash, every link and every signature of such a file; a pinned fingerprint
                says that the key is the one it should be

A receipt is {"n", "previous", "body"}; its hash is SHA-256 over that in canonical JSON, its
signature Ed25519 over the hash. A key that was lost is replaced by a new one: each receipt names
the key it was signed with.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store import receipts
from store.db import Store
from store.errors import Invalid
from store.receipts import Seal, canonical, hash_of
from store.tables import Receipt

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_FILE = "receipts.key"
FORMAT = "concierge-receipts/1"
BATCH = 200
LONGEST_LINE = 200_000
Sign = Callable[[bytes], bytes]


class SigningKey:
    """The home's key, made when it is first needed and readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / KEY_FILE
        self._private = self._read() if self.path.exists() else self._make()
        self.public = self._private.public_key().public_bytes_raw().hex()

    def sign(self, data: bytes) -> bytes:
        return self._private.sign(data)

    def _read(self) -> Ed25519PrivateKey:
        # Loading the library takes as long as a start does; only sealing needs it.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        try:
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.path.read_text("ascii")))
        except (ValueError, OSError) as error:
            raise Invalid(
                f"The key in {self.path} cannot be read.",
                "Bring the file back, or move it away: then a new key is made.",
            ) from error

    def _make(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        made = Ed25519PrivateKey.generate()
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            # Another process of this home was quicker by a moment.
            return self._read()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(made.private_bytes_raw().hex())
            file.flush()
            os.fsync(file.fileno())
        return made


def fingerprint(public: str) -> str:
    """What a person compares: eight groups of four signs."""
    digits = hash_of(public)[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def seal_all(store: Store, folder: Path) -> int:
    """Seal whatever was written since; returns how many. Safe beside another that does the same:
    who comes second sees it and begins anew."""
    done = 0
    key: SigningKey | None = None
    while True:
        with store.reading() as tx:
            waiting = receipts.unsealed(tx, BATCH)
            previous = receipts.last_hash(tx) if waiting else ""
        if not waiting:
            return done
        key = key or SigningKey(folder)
        seals = list(_sealed(waiting, previous, key))
        with store.writing() as tx:
            done += len(seals) if receipts.seal(tx, seals) else 0


def _sealed(waiting: Sequence[Receipt], previous: str, key: SigningKey) -> Iterator[Seal]:
    for one in waiting:
        digest = _digest(one.id, previous, one.body)
        signature = key.sign(bytes.fromhex(digest)).hex()
        yield Seal(one.id, previous, digest, signature, key.public)
        previous = digest


def _digest(number: int, previous: str, body: str) -> str:
    return hash_of(canonical({"n": number, "previous": previous, "body": body}))


def exported(found: Iterable[Receipt], business: str) -> Iterator[str]:
    """One line of JSON each, after a line that says what this is."""
    yield canonical({"format": FORMAT, "business": business})
    for one in found:
        yield canonical(
            {
                "n": one.id,
                "previous": one.previous,
                "body": one.body,
                "hash": one.hash,
                "signature": one.signature,
                "key": one.key,
            }
        )


@dataclass(slots=True)
class Proof:
    """What verifying a file showed. `faults` are sentences; without one all of it is proved."""

    receipts: int = 0
    first: int = 0
    last: int = 0
    business: str = ""
    keys: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults


def verify(lines: Iterable[str], pinned: str = "") -> Proof:
    """Prove a file from itself alone. `pinned` is the fingerprint the key must have. Raises
    Invalid when it is no file of receipts at all."""
    proof = Proof()
    previous: str | None = None
    for number, line in enumerate(lines):
        entry = _entry(line, number)
        if number == 0:
            proof.business = _opening(entry)
            continue
        fault = _fault(entry, previous, proof.last)
        if fault:
            proof.faults.append(fault)
        proof.receipts += 1
        proof.first = proof.first or entry["n"]
        proof.last, previous = entry["n"], entry["hash"]
        if entry["key"] not in proof.keys:
            proof.keys.append(entry["key"])
    if not proof.receipts:
        proof.faults.append("There is no receipt in it.")
    wanted = "".join(pinned.split()).lower()
    for key in proof.keys if wanted else ():
        if "".join(fingerprint(key).split()) != wanted:
            proof.faults.append(f"It is signed with another key: {fingerprint(key)}.")
    return proof


def _entry(line: str, number: int) -> dict[str, Any]:
    try:
        if len(line) > LONGEST_LINE:
            raise ValueError
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict):
        raise Invalid(f"Line {number + 1} is no receipt.", "Export the receipts again.")
    if number:
        texts = ("previous", "body", "hash", "signature", "key")
        whole = type(entry.get("n")) is int and all(type(entry.get(k)) is str for k in texts)
        if not whole:
            raise Invalid(f"Line {number + 1} is no receipt.", "Export the receipts again.")
    return entry


def _opening(entry: dict[str, Any]) -> str:
    if entry.get("format") != FORMAT:
        raise Invalid(
            "This is no file of receipts that this version can read.",
            "`concierge receipt export` writes one.",
        )
    return str(entry.get("business", ""))


def _fault(entry: dict[str, Any], previous: str | None, last: int) -> str:
    """Why a receipt proves nothing, in one sentence; "" when it does."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    number = entry["n"]
    if entry["hash"] != _digest(number, entry["previous"], entry["body"]):
        return f"Receipt {number} was changed."
    if previous is not None and (entry["previous"] != previous or number != last + 1):
        return f"Before receipt {number} something was taken out, put in or moved."
    if previous is None and number == 1 and entry["previous"] != receipts.BEGINNING:
        return "The first receipt does not begin the chain."
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(entry["key"]))
        public.verify(bytes.fromhex(entry["signature"]), bytes.fromhex(entry["hash"]))
    except (ValueError, InvalidSignature):
        return f"The signature of receipt {number} is not right."
    return ""
