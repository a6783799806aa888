"""The same as LanguageBench, by graphql-core: python peer.py SCHEMA QUERY SECONDS"""
import sys
import time

from graphql import build_schema, parse, validate

schema = build_schema(open(sys.argv[1]).read())
query = open(sys.argv[2]).read()


def measure(limit):
    start, runs = time.perf_counter(), 0
    while True:
        validate(schema, parse(query))
        runs += 1
        elapsed = time.perf_counter() - start
        if elapsed >= limit:
            return runs / elapsed


if validate(schema, parse(query)):
    sys.exit(65)
measure(float(sys.argv[3]) / 4)
print(f"{measure(float(sys.argv[3])):.1f}")
