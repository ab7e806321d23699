"""Reads the CSV file that it is given as a program of somebody else's would, and writes its rows as JSON."""

import csv
import json
import sys

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    json.dump(list(csv.DictReader(file, strict=True)), sys.stdout)
