"""Does the tasks of a bench one by one, as peer.ts asks for them: their names come line by line, times and values go back as JSON."""

import json
import sys
import time


def serve(tasks):
    """tasks: name -> (what to do before, untimed; what to time, which returns a list of numbers)"""
    for line in sys.stdin:
        found = tasks.get(line.strip())
        if found is None:
            print("null", flush=True)
            continue
        prepare, work = found
        prepare()
        start = time.perf_counter()
        values = work()
        milliseconds = 1000 * (time.perf_counter() - start)
        print(json.dumps(dict(milliseconds=milliseconds, values=[float(value) for value in values])), flush=True)
