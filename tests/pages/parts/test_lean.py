"""A process of pages does without pandas until Streamlit itself needs it."""

import subprocess
import sys

from tests.server import ROOT

CHARTS = """
import sys
from pages.parts import lean

lean.begin()

import pyarrow as pa
from streamlit import dataframe_util
from pages.parts.coverage import bridge, charts, heat_map, trend

rows = pa.table({"name": ["a", None], "rate": [0.5, 1.0], "many": [1, 2]})
sent = dataframe_util.convert_anything_to_arrow_bytes(rows)
assert pa.ipc.open_stream(sent).read_all().to_pydict() == {"name": ["a", None], "rate": [0.5, 1.0], "many": [1, 2]}
assert not [name for name in sys.modules if name.partition(".")[0] == "pandas"]
"""
TABLE = """
table = dataframe_util.convert_anything_to_pandas_df([{"word": "x", "day": None}, {"word": "y", "day": "z"}])
sent = dataframe_util.convert_pandas_df_to_arrow_bytes(table)
assert pa.ipc.open_stream(sent).read_all().column("word").to_pylist() == ["x", "y"]
import pandas
assert pa.array(pandas.Series([1, None])).to_pylist() == [1.0, None]
"""


def _runs(script: str) -> None:
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_rows_of_charts_are_sent_without_pandas() -> None:
    _runs(CHARTS)


def test_a_table_that_streamlit_makes_by_pandas_is_still_made() -> None:
    _runs(CHARTS + TABLE)
