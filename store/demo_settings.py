"""Demos that strangers may make of their own websites: how many, how large, for how long."""

from __future__ import annotations

from pydantic import Field

from store.sections import Section


class Demos(Section):
    """Demos that visitors make of a website or PDFs, at /demo."""

    enabled: bool = Field(False, description="Whether anybody may make one.")
    days: int = Field(14, description="Days a demo lives; then it is removed whole.", ge=1, le=365)
    most: int = Field(20, description="Demos there may be at once.", ge=1, le=500)
    most_open: int = Field(
        3, description="Demos kept open in memory at once; an idle one is closed.", ge=1, le=50
    )
    per_hour: int = Field(5, description="Demos one address may make in an hour.", ge=1)
    pages: int = Field(20, description="Pages read of the website at most.", ge=1, le=200)
    upload_mb: int = Field(
        10, description="PDFs one demo may be made of, in MB together; 0: none.", ge=0, le=50
    )
    consent: str = Field(
        "", description="What those agree to who leave their details; empty: our sentence."
    )
    follow_up: bool = Field(
        False, description="Mail those who left their details the demo's link, once [mail] is set."
    )
