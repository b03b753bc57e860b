#!/usr/bin/env python3
"""Follows the phases of all actions on flyte.action-events, as a system beside Flyte does.

    follow_events.py localhost:9092 --group my-system [--idle SECONDS]

Needs kafka-python with lz4, and flyteidl2: see requirements.txt.
"""
import argparse
import collections
import sys

from flyteidl2.common import phase_pb2
from flyteidl2.workflow import run_definition_pb2
from google.protobuf.message import DecodeError
from kafka import KafkaConsumer

TOPIC = "flyte.action-events"
TYPE = "org.flyte.action.phase"


class RecentIds:
    """The last ids that were seen. An event that is sent again, as after a restart, has the id it had."""

    def __init__(self, size=100_000):
        self.size, self.ids = size, collections.OrderedDict()

    def is_new(self, event_id):
        if event_id in self.ids:
            return False
        self.ids[event_id] = True
        if len(self.ids) > self.size:
            self.ids.popitem(last=False)
        return True


def header(record, name):
    values = [value for key, value in record.headers if key == name]
    return values[-1].decode() if values else None


def phase_name(number):
    """RUNNING; a number for a phase that is newer than this program."""
    return phase_pb2.ActionPhase.Name(number).removeprefix("ACTION_PHASE_") if number in phase_pb2.ActionPhase.values() else str(number)


def handle(record, seen):
    if header(record, "ce_type") != TYPE:
        return  # a kind of event that is newer than this program
    event_id = header(record, "ce_id")
    if record.value is None or not seen.is_new(event_id):
        return
    try:
        event = run_definition_pb2.ActionEvent.FromString(record.value)
    except DecodeError as e:
        # It will not get better: set it aside and go on, or the partition stops here.
        print(f"set aside partition={record.partition} offset={record.offset} cause={e}", file=sys.stderr)
        return
    error = f" {event.error_info.kind}:{event.error_info.code}" if event.HasField("error_info") else ""
    print(f"{header(record, 'ce_subject')} attempt={event.attempt} {phase_name(event.phase)}{error}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bootstrap")
    parser.add_argument("--group", required=True, help="of all replicas of your system; Kafka keeps its offsets")
    parser.add_argument("--idle", type=float, default=float("inf"), help="stop after so many seconds without an event")
    o = parser.parse_args()
    consumer = KafkaConsumer(TOPIC, bootstrap_servers=o.bootstrap, group_id=o.group, auto_offset_reset="earliest",
                             enable_auto_commit=False, consumer_timeout_ms=o.idle * 1000)
    seen = RecentIds()
    try:
        for record in consumer:
            handle(record, seen)
            # After the work, so that a crash repeats an event and loses none. Commit once a batch where there are many.
            consumer.commit()
    finally:
        consumer.close()


if __name__ == "__main__":
    main()
