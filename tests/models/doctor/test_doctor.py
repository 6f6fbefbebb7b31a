"""What is wrong with an installation is found, named and given a remedy; what is well is left alone."""

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from models import access, audit, database, doctor, settings, text, worker
from models.__main__ import main
from models.doctor import Asked, Found, State
from models.doctor.database_state import line_found
from models.doctor.found import good
from tests import certificates, disks, factories, lines

pytestmark = pytest.mark.slow

Looking = Callable[..., list[Found]]


@pytest.fixture
def home(_sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small installation of its own: a migrated database in a shut folder, and one course folder without courses."""
    folder = tmp_path / "data"
    (tmp_path / "content" / "courses").mkdir(parents=True)
    monkeypatch.setenv("KNS_DATA_DIR", str(folder))
    monkeypatch.setenv("KNS_CONTENT_DIR", str(tmp_path / "content"))
    monkeypatch.setenv("KNS_HOST", "127.0.0.1")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.current.cache_clear()
    folder.mkdir(mode=0o700)
    shutil.copy(_sqlite_template, folder / "ky-nang-so.db")
    database.connect()
    yield folder
    database.engine().dispose()
    monkeypatch.undo()
    settings.current.cache_clear()


def look(subject: str, **asked: object) -> list[Found]:
    """Return what is found of a subject, at this moment unless another is given."""
    text.use_language("en")
    given = Asked(**{"chosen": settings.current(), "now": text.utc_now(), **asked})  # type: ignore[arg-type]
    wanted = [one for one in doctor.SUBJECTS if one.name == subject]
    return [found for _name, found in doctor.examined(given, wanted)]


def told(found: list[Found], state: State) -> str:
    """Return what is said of this state, remedies included."""
    return "\n".join(f"{one.seen} → {one.remedy}" for one in found if one.state is state)


def test_every_finding_that_is_not_good_has_a_remedy_of_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--json"]) == 1  # no worker is at work
    report = json.loads(capsys.readouterr().out)
    checks = report["checks"]
    assert {one["subject"] for one in checks if one["state"] == "wrong"} == {"worker"}
    assert all(one["remedy"].endswith((".", "…")) for one in checks if one["state"] != "good")
    assert report["counts"]["wrong"] == 1
    assert len(checks) == sum(report["counts"].values())
    assert worker.hold(worker.NAME, "machine:1:a", now=text.utc_now())
    assert main(["--language", "vi", "doctor"]) == 0
    said = capsys.readouterr().out
    assert "Tiến trình nền" in said
    assert "chú ý" in said


def test_without_a_database_nothing_is_made_and_the_rest_is_still_looked_at(home: Path) -> None:
    database.engine().dispose()
    for file in home.glob("ky-nang-so.db*"):
        file.unlink()
    assert "There is no database" in told(look("database"), State.WRONG)
    assert [one.state for one in look("worker")] == [State.UNSEEN]
    assert told(look("files"), State.GOOD)
    assert not (home / "ky-nang-so.db").exists()


def test_a_damaged_file_and_an_older_schema_are_found(home: Path) -> None:
    assert told(look("database"), State.WRONG) == ""
    with database.engine().begin() as connection:
        connection.execute(sql("UPDATE alembic_version SET version_num = '0001'"))
    assert "python -m models migrate" in told(look("database"), State.WRONG)
    database.engine().dispose()
    file = home / "ky-nang-so.db"
    with file.open("r+b") as opened:
        opened.seek(40_960)
        opened.write(os.urandom(200_000))
    assert "damaged" in told(look("database"), State.WRONG)


def test_a_worker_is_alive_for_as_long_as_it_says_so(home: Path) -> None:
    now = text.utc_now()
    assert "no worker has ever" in told(look("worker"), State.WRONG)
    assert worker.hold(worker.NAME, "machine:77:a", now=now)
    assert "machine:77" in told(look("worker"), State.GOOD)
    assert "the last sign" in told(look("worker", now=now + timedelta(seconds=21)), State.WRONG)


def test_a_backup_that_is_old_or_was_changed_is_found(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No backup" in told(look("backup"), State.CAREFUL)
    assert main(["backup"]) == 0
    assert "read again" in told(look("backup"), State.GOOD)
    now = text.utc_now()
    assert told(look("backup", now=now + timedelta(hours=35)), State.WRONG) == ""
    assert "a day and a half" in told(look("backup", now=now + timedelta(hours=37)), State.WRONG)
    (file,) = (home / "backups").glob("*.zip")
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)
    assert "cannot be used" in told(look("backup"), State.WRONG)
    file.unlink()
    assert "cannot be used" in told(look("backup"), State.WRONG)


def test_files_that_others_may_read_are_named(home: Path) -> None:
    assert told(look("files"), State.WRONG) == ""
    key = home / "secret.key"
    key.write_text("x" * 40)
    key.chmod(0o644)
    assert f"chmod 600 '{key}'" in told(look("files"), State.WRONG)
    key.chmod(0o600)
    assert told(look("files"), State.WRONG) == ""
    home.chmod(0o755)
    (home / "ky-nang-so.db").chmod(0o644)
    said = told(look("files"), State.WRONG)
    assert f"chmod 700 {home}" in said
    assert "ky-nang-so.db" in said


def test_a_full_disk_is_found(home: Path, tmp_path: Path) -> None:
    with disks.small(tmp_path / "small", "256k") as full:
        chosen = settings.current().model_copy(update={"backup_dir": str(full)})
        assert "Make room now" in told(look("disk", chosen=chosen), State.WRONG)
        with contextlib.suppress(OSError):
            (full / "all").write_bytes(bytes(300_000))
        assert "cannot be written" in told(look("disk", chosen=chosen), State.WRONG)
    gone = settings.current().model_copy(update={"backup_dir": str(tmp_path / "gone")})
    assert "is not there" in told(look("disk", chosen=gone), State.WRONG)
    assert "same disk" in told(look("disk", chosen=gone.model_copy(update={"backup_dir": str(home)})), State.CAREFUL)


def test_courses_with_errors_are_counted(home: Path, tmp_path: Path) -> None:
    assert "No course" in told(look("courses"), State.CAREFUL)
    shutil.copytree(settings.ROOT / "content", tmp_path / "content", dirs_exist_ok=True)
    assert told(look("courses"), State.CAREFUL) == ""
    course = next((tmp_path / "content" / "courses").glob("*/course.yaml"))
    course.write_text("title: [")
    assert "1 error" in told(look("courses"), State.CAREFUL)


def test_a_demonstrations_people_in_a_real_installation_are_found(home: Path) -> None:
    assert told(look("settings"), State.WRONG) == ""
    with database.writing() as db:
        factories.person(db, "Nguyễn Văn Mẫu", staff_code="canbo")
    assert "generated organisation" in told(look("settings"), State.WRONG)


@pytest.mark.parametrize(
    ("values", "state", "said"),
    [
        ({"demo": True, "host": "0.0.0.0"}, State.WRONG, "administrator by one click"),
        ({"demo": True, "public_url": "https://hoc.example.vn"}, State.WRONG, "administrator by one click"),
        ({"host": "0.0.0.0"}, State.WRONG, "without TLS"),
        ({"public_url": "http://hoc.example.vn"}, State.WRONG, "without TLS"),
        ({"public_url": "https://hoc.example.vn"}, State.CAREFUL, "KNS_TRUSTED_PROXIES"),
        (
            {"public_url": "https://hoc.example.vn", "trusted_proxies": "10.0.0.1", "host": "0.0.0.0"},
            State.CAREFUL,
            "past its proxy",
        ),
        ({"secret_key": "x" * 31}, State.WRONG, "KNS_SECRET_KEY"),
        ({"metrics_token": "short"}, State.CAREFUL, "KNS_METRICS_TOKEN"),
    ],
)
def test_settings_that_endanger_are_found(home: Path, values: dict[str, object], state: State, said: str) -> None:
    chosen = settings.current().model_copy(update=values)
    found = look("settings", chosen=chosen)
    assert said in told(found, state)
    assert {one.state for one in found} == {state}


@pytest.mark.parametrize(
    "values",
    [
        {"demo": True},
        {"public_url": "http://localhost:8501"},
        {"public_url": "https://hoc.example.vn", "trusted_proxies": "127.0.0.1"},
    ],
)
def test_settings_that_are_in_order_are_left_alone(home: Path, values: dict[str, object]) -> None:
    found = look("settings", chosen=settings.current().model_copy(update=values))
    assert {one.state for one in found} == {State.GOOD}


@pytest.mark.parametrize(
    ("mode", "state"),
    [
        ("prefer", State.WRONG),
        ("require", State.WRONG),
        ("verify-ca", State.WRONG),
        ("disable", State.CAREFUL),
        ("verify-full", None),
    ],
)
def test_a_database_on_another_machine_has_to_show_its_certificate(mode: str, state: State | None) -> None:
    found = list(line_found(mode))
    assert [one.state for one in found] == ([] if state is None else [state])
    assert all("verify-full" in one.remedy for one in found)


def test_a_clock_that_was_put_back_is_found_by_what_was_written_before(home: Path) -> None:
    now = text.utc_now()
    with database.writing() as db:
        audit.record(db, access.operator(), "choices.choose", "choice", now=now - timedelta(hours=1))
    assert told(look("clock"), State.WRONG) == ""
    with database.writing() as db:
        audit.record(db, access.operator(), "choices.choose", "choice", now=now + timedelta(hours=1))
    assert "still to come" in told(look("clock"), State.WRONG)


@pytest.mark.parametrize(("ahead", "state"), [(0.5, State.GOOD), (10, State.CAREFUL), (-90, State.WRONG)])
def test_the_clock_is_compared_with_a_time_servers(home: Path, ahead: float, state: State) -> None:
    with lines.time_server(ahead) as port:
        found = look("clock", time_server=f"127.0.0.1:{port}")
    assert "differ by" in told(found, state)


def test_a_time_server_that_is_silent_is_told(home: Path) -> None:
    with lines.listening(lambda _line: None) as port:  # nobody there by UDP
        assert "told no time" in told(look("clock", time_server=f"127.0.0.1:{port}"), State.CAREFUL)


def test_a_postgresql_with_another_clock_that_may_lose_what_it_called_saved(
    postgresql_database: str, home: Path
) -> None:
    plain = database.connect(postgresql_database)
    with plain.begin() as connection:
        connection.execute(sql("CREATE SCHEMA IF NOT EXISTS late"))
        slow = "SELECT pg_catalog.clock_timestamp() - interval '2 minutes'"
        connection.execute(
            sql(f"CREATE OR REPLACE FUNCTION late.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $${slow}$$")
        )
    try:
        assert "differ by 0" in told(look("clock"), State.GOOD)
        said = told(look("database"), State.WRONG)
        assert "fsync, full_page_writes is off" in said  # as the tests' server is started
        database.connect(f"{postgresql_database}?options=-csearch_path%3Dlate,pg_catalog,public")
        assert "differ by 120" in told(look("clock"), State.WRONG)
        database.connect(f"{postgresql_database}?options=-cdefault_transaction_read_only%3Don")
        assert "takes no writes" in told(look("database"), State.WRONG)
        database.connect(postgresql_database.replace("/postgres", "/nowhere"))
        assert "does not answer" in told(look("database"), State.WRONG)
        assert [one.state for one in look("backup")] == [State.UNSEEN]
    finally:
        database.engine().dispose()
        with plain.begin() as connection:
            connection.execute(sql("DROP SCHEMA late CASCADE"))
        database.connect(postgresql_database)


@pytest.mark.parametrize(
    ("host", "days", "trusted", "state", "said"),
    [
        ("localhost", 90, True, State.GOOD, "holds until"),
        ("localhost", 20, True, State.CAREFUL, "ends on"),
        ("localhost", -1, True, State.WRONG, "ended on"),
        ("other.example.vn", 90, True, State.WRONG, "for other.example.vn, not for localhost"),
        ("localhost", 90, False, State.WRONG, "do not believe"),
    ],
)
def test_certificates(home: Path, tmp_path: Path, host: str, days: int, trusted: bool, state: State, said: str) -> None:
    certificate, key = certificates.make(tmp_path, host, days=days)
    chosen = settings.current().model_copy(update={"ca_file": str(certificate) if trusted else ""})
    headers = ("strict-transport-security: max-age=31536000", "set-cookie: kns=1; Path=/; Secure; HttpOnly")
    with lines.website(lines.context_of(certificate, key), *headers) as port:
        found = look("tls", chosen=chosen, address=f"https://localhost:{port}")
    assert said in told(found, state)
    assert "(HSTS)" in told(found, State.GOOD)
    assert "Cookies travel over TLS only" in told(found, State.GOOD)


def test_cookies_and_browsers_that_may_leave_tls(home: Path, tmp_path: Path) -> None:
    certificate, key = certificates.make(tmp_path, "localhost", days=90)
    chosen = settings.current().model_copy(update={"ca_file": str(certificate)})
    with lines.website(lines.context_of(certificate, key), "set-cookie: kns_form=secure; Path=/") as port:
        found = look("tls", chosen=chosen, address=f"https://localhost:{port}")
    assert "kns_form" in told(found, State.WRONG)
    assert "HSTS" in told(found, State.CAREFUL)


def test_a_port_that_speaks_no_tls_or_nothing_is_told(home: Path) -> None:
    with lines.listening(lambda line: line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")) as port:
        assert "No TLS with" in told(look("tls", address=f"https://localhost:{port}"), State.WRONG)
    assert "does not answer" in told(look("address", address=f"http://127.0.0.1:{port}"), State.WRONG)
    assert "no address" in told(look("address", address="hoc.example.vn"), State.WRONG)
    assert "does not answer" in told(look("mail", mail=f"127.0.0.1:{port}"), State.WRONG)


def test_a_mail_server_is_greeted_and_given_no_mail(home: Path, tmp_path: Path) -> None:
    certificate, key = certificates.make(tmp_path, "localhost")
    believing = settings.current().model_copy(update={"ca_file": str(certificate)})
    with lines.mail_server(lines.context_of(certificate, key)) as (port, commands):
        assert "begins TLS" in told(look("mail", chosen=believing, mail=f"localhost:{port}"), State.GOOD)
        assert set(commands) == {"EHLO", "STARTTLS", "NOOP", "QUIT"}
        assert "not believed" in told(look("mail", mail=f"localhost:{port}"), State.WRONG)
    with lines.mail_server(None) as (port, _commands):
        assert "offers no TLS" in told(look("mail", mail=f"localhost:{port}"), State.CAREFUL)


def test_a_check_that_fails_itself_does_not_hide_the_others(home: Path) -> None:
    text.use_language("en")
    broken = doctor.Subject("disk", lambda _asked: [found for found in [good("a")] if 1 / 0])
    files = next(one for one in doctor.SUBJECTS if one.name == "files")
    found = list(doctor.examined(Asked(settings.current(), text.utc_now()), [broken, files]))
    assert "ZeroDivisionError" in told([one for _name, one in found], State.WRONG)
    assert told([one for name, one in found if name == "files"], State.GOOD)
