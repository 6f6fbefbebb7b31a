"""What is counted, as Prometheus reads it."""

from pathlib import Path

from models import measures


def test_a_timing_tells_how_many_took_at_most_so_long() -> None:
    timing = measures.Timing("test_seconds", "A test.", "of")
    for seconds in (0.004, 0.01, 0.2, 11.0):
        timing.took(seconds, "x")
    lines = list(timing.lines())
    assert lines[0] == 'test_seconds_bucket{of="x",le="0.01"} 2'
    assert 'test_seconds_bucket{of="x",le="0.1"} 2' in lines
    assert 'test_seconds_bucket{of="x",le="0.25"} 3' in lines
    assert lines[-3:] == [
        'test_seconds_bucket{of="x",le="+Inf"} 4',
        'test_seconds_sum{of="x"} 11.214000',
        'test_seconds_count{of="x"} 4',
    ]
    measures._all.remove(timing)


def test_a_gauge_counts_what_lasts_and_a_counter_what_happened() -> None:
    gauge, counter = measures.Gauge("test_open", "A test."), measures.Counter("test_total", "A test.", "how")
    with gauge.one_more(), gauge.one_more():
        assert list(gauge.lines()) == ["test_open 2"]
    assert list(gauge.lines()) == ["test_open 0"]
    assert list(counter.lines()) == []
    counter.add("well")
    counter.add("well", by=2)
    assert list(counter.lines()) == ['test_total{how="well"} 3']
    for one in (gauge, counter):
        measures._all.remove(one)


def test_what_the_worker_left_is_found_whole(tmp_path: Path) -> None:
    assert measures.left(tmp_path) == ""
    measures.tasks.took(0.02, "seal", "done")
    measures.leave(tmp_path)
    said = measures.left(tmp_path)
    assert 'kns_worker_task_seconds_count{task="seal",outcome="done"}' in said
    assert said.endswith("\n")
    assert [path.name for path in tmp_path.iterdir()] == [measures.WORKER_FILE]
