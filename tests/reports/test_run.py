from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from reports import period as periods
from reports.kinds import KINDS
from reports.run import Kept, keep_report, period_for, run_report, run_scheduled
from store import events, schedules
from store.db import Store
from store.errors import NotFound
from store.report_settings import KINDS as NAMED
from store.settings import Settings
from store.tables import Delivery, Report, Schedule
from tests.reports.desk import Desk

DUE = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
TOMORROW = DUE + timedelta(days=1)
YESTERDAY_NOON = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)


def made(store: Store, settings: Settings, *, now: datetime = DUE, send: bool = True) -> Kept:
    period = period_for("daily", settings, now)
    report = run_report(store, "daily", period, settings=settings, now=now)
    with store.writing() as tx:
        return keep_report(tx, report, settings=settings, now=now, send=send)


def deliveries(store: Store) -> list[Delivery]:
    with store.reading() as tx:
        return list(tx.scalars(select(Delivery).order_by(Delivery.id)))


def reports(store: Store) -> list[Report]:
    with store.reading() as tx:
        return list(tx.scalars(select(Report).order_by(Report.id)))


def happened(store: Store) -> list[str]:
    with store.reading() as tx:
        return [event.kind for event in events.after(tx, 0)]


def leased(store: Store, now: datetime = DUE, due: datetime = DUE) -> Schedule:
    with store.writing() as tx:
        schedule = schedules.declare(tx, "report.daily", "0 7 * * *", "Europe/Madrid", due)
        tx.flush()
        claimed = schedules.claim(tx, schedule.id, "w1", now)
    assert claimed
    return claimed


def schedule_now(store: Store) -> Schedule:
    with store.reading() as tx:
        return tx.scalars(select(Schedule)).one()


def test_a_report_is_kept_announced_and_owed_to_each_recipient(
    store: Store, mailed: Settings, desk: Desk
) -> None:
    desk.one_question("Breakfast?", YESTERDAY_NOON)

    kept = made(store, mailed)

    assert kept.queued == ["owner@seaview.example", "Manager@seaview.example"]
    assert kept.file is None
    first, second = deliveries(store)
    assert first.key == "report:daily:2026-11-19:owner@seaview.example"
    assert second.key == "report:daily:2026-11-19:manager@seaview.example"
    assert (first.courier, first.recipient) == ("mail", "owner@seaview.example")
    assert first.payload["subject"] == "Seaview: Thursday 19 November 2026, 1 conversation"
    assert first.payload["text"] == kept.report.text
    assert first.payload["html"] == kept.report.html
    assert happened(store)[-1] == "report.ready"


def test_making_it_again_replaces_the_report_and_mails_nobody_twice(
    store: Store, mailed: Settings, desk: Desk
) -> None:
    made(store, mailed)
    desk.one_question("Breakfast?", YESTERDAY_NOON)

    again = made(store, mailed, now=DUE + timedelta(minutes=5))

    assert again.queued == []
    assert "already" in again.told
    (report,) = reports(store)
    assert report.figures["conversations"]["total"] == 1
    assert len(deliveries(store)) == 2


def test_without_a_mail_server_the_page_lies_in_the_home_and_the_caller_is_told(
    store: Store, settings: Settings
) -> None:
    kept = made(store, settings)

    assert deliveries(store) == []
    assert kept.file == settings.home.reports / "daily-2026-11-19.html"
    assert kept.file.read_text(encoding="utf-8") == kept.report.html
    assert kept.file.stat().st_mode & 0o077 == 0
    assert [p.name for p in settings.home.reports.iterdir()] == ["daily-2026-11-19.html"]
    assert "no mail server is set (mail.host)" in kept.told


def test_with_a_mail_server_and_no_recipients_it_says_so(store: Store, mailed: Settings) -> None:
    nobody = mailed.model_copy(
        update={"reports": mailed.reports.model_copy(update={"recipients": []})}
    )

    kept = made(store, nobody)

    assert "nobody is set to get it (reports.recipients)" in kept.told
    assert kept.file
    assert kept.file.exists()


def test_a_report_that_is_not_to_be_sent_is_only_kept(store: Store, mailed: Settings) -> None:
    kept = made(store, mailed, send=False)

    assert (kept.queued, kept.file, len(reports(store))) == ([], None, 1)
    assert deliveries(store) == []


def test_an_unknown_kind_names_those_there_are(store: Store, settings: Settings) -> None:
    period = periods.day(date(2026, 11, 19), settings.business.zone)

    with pytest.raises(NotFound) as refused:
        run_report(store, "hourly", period, settings=settings, now=DUE)

    assert refused.value.hint.startswith("There are: daily, weekly, monthly")
    assert set(KINDS) == set(NAMED)


def test_a_day_may_be_named(settings: Settings) -> None:
    zone = settings.business.zone

    assert periods.slug(period_for("daily", settings, DUE), zone) == "2026-11-19"
    assert periods.slug(period_for("daily", settings, DUE, "2026-11-02"), zone) == "2026-11-02"
    assert periods.slug(period_for("daily", settings, DUE, "today"), zone) == "2026-11-20"


def test_a_report_of_today_says_that_it_is_not_over(store: Store, settings: Settings) -> None:
    period = period_for("daily", settings, DUE, "today")

    report = run_report(store, "daily", period, settings=settings, now=DUE)

    assert "not over yet" in report.text


def test_a_look_at_today_does_not_stand_in_the_way_of_todays_report(
    store: Store, mailed: Settings
) -> None:
    today = period_for("daily", mailed, DUE, "today")
    with store.writing() as tx:
        report = run_report(store, "daily", today, settings=mailed, now=DUE)
        keep_report(tx, report, settings=mailed, now=DUE)

    whole = made(store, mailed, now=TOMORROW)

    assert whole.queued == mailed.reports.recipients
    assert [kept.period_start for kept in reports(store)] == [today.start]
    assert len(deliveries(store)) == 4


def test_a_scheduled_report_moves_its_schedule_on_in_the_same_write(
    store: Store, mailed: Settings
) -> None:
    kept = run_scheduled(store, leased(store), mailed, DUE, kind="daily", next_at=TOMORROW)

    assert kept
    assert not kept.report.late
    moved = schedule_now(store)
    assert (moved.next_at, moved.last_at, moved.leased_by) == (TOMORROW, DUE, "")


def test_after_an_outage_one_report_marked_late_covers_the_days(
    store: Store, mailed: Settings, desk: Desk
) -> None:
    run_scheduled(
        store,
        leased(store, DUE - timedelta(days=4), DUE - timedelta(days=4)),
        mailed,
        DUE - timedelta(days=4),
        kind="daily",
        next_at=DUE - timedelta(days=3),
    )
    desk.one_question("While it ran", datetime(2026, 11, 16, 8, tzinfo=UTC))
    back = DUE + timedelta(hours=3)
    with store.writing() as tx:
        claimed = schedules.claim(tx, schedule_now(store).id, "w2", back)
    assert claimed

    kept = run_scheduled(store, claimed, mailed, back, kind="daily", next_at=TOMORROW)

    assert kept
    assert kept.report.late
    assert kept.report.figures["period"]["slug"] == "2026-11-16-to-2026-11-19"
    assert kept.report.figures["conversations"]["total"] == 1
    assert len(reports(store)) == 2
    assert "(late)" in deliveries(store)[-1].payload["subject"]
    assert deliveries(store)[-1].key.startswith("report:daily:2026-11-16-to-2026-11-19:")


def test_a_report_within_the_hour_is_on_time(store: Store, mailed: Settings) -> None:
    now = DUE + timedelta(minutes=59)

    kept = run_scheduled(store, leased(store, now), mailed, now, kind="daily", next_at=TOMORROW)

    assert kept
    assert not kept.report.late


def test_mondays_report_tells_of_the_weekend_when_the_line_says_weekdays(
    store: Store, mailed: Settings
) -> None:
    friday, monday = DUE, DUE + timedelta(days=3)
    run_scheduled(store, leased(store), mailed, friday, kind="daily", next_at=monday)
    with store.writing() as tx:
        claimed = schedules.claim(tx, schedule_now(store).id, "w1", monday)
    assert claimed

    kept = run_scheduled(store, claimed, mailed, monday, kind="daily", next_at=None)

    assert kept
    assert not kept.report.late
    assert kept.report.figures["period"]["slug"] == "2026-11-20-to-2026-11-22"


def test_a_report_that_fails_moves_the_schedule_on_and_is_told(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    settings.home.reports.rmdir()
    settings.home.reports.write_text("a file where the folder should be")

    kept = run_scheduled(store, leased(store), settings, DUE, kind="daily", next_at=TOMORROW)

    assert kept is None
    assert (reports(store), happened(store)) == ([], ["schedule.failed"])
    moved = schedule_now(store)
    assert moved.next_at == TOMORROW
    assert "cannot be written" in moved.error


def test_the_days_of_a_failed_report_are_told_by_the_next(store: Store, settings: Settings) -> None:
    made(store, settings, now=DUE - timedelta(days=1))
    settings.home.reports.rename(settings.home.path / "elsewhere")
    settings.home.reports.write_text("in the way")
    run_scheduled(store, leased(store), settings, DUE, kind="daily", next_at=TOMORROW)
    settings.home.reports.unlink()
    with store.writing() as tx:
        claimed = schedules.claim(tx, schedule_now(store).id, "w1", TOMORROW)
    assert claimed

    kept = run_scheduled(store, claimed, settings, TOMORROW, kind="daily", next_at=None)

    assert kept
    assert kept.report.figures["period"]["slug"] == "2026-11-19-to-2026-11-20"


def test_a_worker_whose_lease_was_lost_keeps_nothing(store: Store, mailed: Settings) -> None:
    schedule = leased(store)
    with store.writing() as tx:
        later = schedules.claim(tx, schedule.id, "w2", DUE + timedelta(minutes=6))
    assert later

    kept = run_scheduled(store, schedule, mailed, DUE, kind="daily", next_at=TOMORROW)

    assert kept is None
    assert (reports(store), deliveries(store), happened(store)) == ([], [], [])
    with store.reading() as tx:
        assert tx.scalar(select(func.count()).where(Schedule.leased_by == "w2")) == 1
