"""Reads the votes of a folder with a library named on the command line, as CSV, JSON lines and Parquet, and prints as JSON how many
rows each has, which of them differ from what Python's own json reads, and the type of a moment in each."""

import datetime
import importlib
import json
import math
import sys
import uuid
from pathlib import Path

library, folder = sys.argv[1], Path(sys.argv[2])
csv, jsonl, parquet = (str(folder / f"votes.{kind}") for kind in ("csv", "jsonl", "parquet"))
MOMENTS = ["issued_at", "served_at", "cast_at"]


def pandas():
    pd = importlib.import_module("pandas")
    # By default the last digits of numbers get lost.
    yield "csv", pd.read_csv(csv, parse_dates=MOMENTS, float_precision="round_trip")
    yield "jsonl", pd.read_json(jsonl, lines=True, convert_dates=MOMENTS, precise_float=True)
    yield "parquet", pd.read_parquet(parquet)


def polars():
    pl = importlib.import_module("polars")
    yield "csv", pl.read_csv(csv, try_parse_dates=True, infer_schema_length=None)
    # A column without a value has no type.
    moments = pl.col(MOMENTS).cast(pl.String).str.to_datetime("%+", time_zone="UTC")
    yield "jsonl", pl.read_ndjson(jsonl, infer_schema_length=None).with_columns(moments)
    yield "parquet", pl.read_parquet(parquet)


def duckdb():
    db = importlib.import_module("duckdb").connect()
    types = {name: "TIMESTAMPTZ" for name in MOMENTS}
    yield "csv", db.sql(f"select * from read_csv('{csv}', types={types})")
    yield "jsonl", db.sql(f"select * replace ({', '.join(f'{name}::timestamptz as {name}' for name in MOMENTS)}) from read_json('{jsonl}')")
    yield "parquet", db.sql(f"select * from read_parquet('{parquet}')")


def pyarrow():
    arrow_csv, arrow_json, arrow_parquet = (importlib.import_module(f"pyarrow.{kind}") for kind in ("csv", "json", "parquet"))
    yield "csv", arrow_csv.read_csv(csv)
    yield "jsonl", arrow_json.read_json(jsonl)
    yield "parquet", arrow_parquet.read_table(parquet)


def rows_of(table):
    if library == "pandas":
        return table.to_dict("records"), str(table.dtypes["cast_at"])
    if library == "polars":
        return table.to_dicts(), str(table.schema["cast_at"])
    if library == "duckdb":
        names = table.columns
        return [dict(zip(names, row)) for row in table.fetchall()], str(table.types[names.index("cast_at")])
    return table.to_pylist(), str(table.schema.field("cast_at").type)


def plain(name, cell):
    if name == "reasons":
        # CSV has no lists.
        return ";".join(cell) if hasattr(cell, "__len__") and not isinstance(cell, str) else plain("", cell) or ""
    if isinstance(cell, datetime.datetime):
        known = cell == cell
        return cell.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z") if known else None
    if cell is None or (isinstance(cell, float) and math.isnan(cell)) or str(cell) in ("NaT", "<NA>", ""):
        return None
    if isinstance(cell, float) and cell.is_integer() and name != "probability":
        return int(cell)
    if isinstance(cell, uuid.UUID):
        return str(cell)
    return cell.item() if hasattr(cell, "item") else cell


with open(jsonl, encoding="utf-8") as lines:
    expected = [{name: plain(name, cell) for name, cell in json.loads(line).items()} for line in lines]
report = {}
for kind, table in globals()[library]():
    rows, moment = rows_of(table)
    read = [{name: plain(name, cell) for name, cell in row.items()} for row in rows]
    different = [[ours, theirs] for ours, theirs in zip(expected, read) if ours != theirs]
    report[kind] = {"rows": len(read), "different": different[:1], "moment": moment}
print(json.dumps(report, default=str))
