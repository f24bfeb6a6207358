from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import jsonschema

from store.db import Store
from store.tables import User, utcnow
from tests.conftest import Serve
from tests.fakes import ScriptedComposer
from tests.reports.desk import SECOND, Desk

SCHEMA = Path(__file__).resolve().parents[2] / "reports" / "schema.json"


def test_staff_read_reports_definitions_and_what_is_behind_a_figure(
    serve: Serve, store: Store, ana: User
) -> None:
    desk, at = Desk(store), utcnow() - timedelta(days=10)
    waited = desk.opens(at)
    desk.hands_over(desk.asks(waited, "My wallet?", at), at + SECOND, "Not known.")
    served = serve(ScriptedComposer())
    client, headers = served.client, served.sign_in()
    since = str((at - timedelta(days=3)).date())

    told = client.get(f"/v1/staff/reports/weekly?since={since}", headers=headers).json()
    figures = client.get("/v1/staff/figures", headers=headers).json()
    path = f"/v1/staff/figures/left_waiting/behind?since={since}"
    behind = client.get(path, headers=headers).json()

    jsonschema.validate(told["figures"], json.loads(SCHEMA.read_text("utf-8")))
    assert told["figures"]["figures"]["left_waiting"] == 1
    assert {"alone_share", "first_reply"} <= {figure["id"] for figure in figures}
    assert [row["conversation"] for row in behind] == [waited.public_id]
    assert client.get("/v1/staff/reports/hourly", headers=headers).status_code == 422
    assert client.get("/v1/staff/figures/joy/behind", headers=headers).status_code == 404
    assert client.get("/v1/staff/figures").status_code == 401
