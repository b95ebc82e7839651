#!/usr/bin/python3
"""Reads OpenMetrics text on standard input with the parser of prometheus_client, and prints its samples as JSON."""
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.parser import text_string_to_metric_families as older

text = sys.stdin.read()
samples = {}
for family in text_string_to_metric_families(text):
    assert family.documentation, family.name
    assert not family.unit or family.name.endswith("_" + family.unit), family.name
    for sample in family.samples:
        labels = ",".join(f"{key}={value}" for key, value in sorted(sample.labels.items()))
        samples[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value

# The textfile collector of node_exporter reads the older format: the same samples.
count = sum(len(family.samples) for family in older(text))
assert count == len(samples), f"{count} samples in the older format, {len(samples)} in OpenMetrics"
json.dump(samples, sys.stdout)
