"""Figures of the data plane: links, inputs, cache and reservations."""
import hashlib
import os
import random
import time

import flyte
from flyteidl2.cacheservice import cacheservice_pb2 as cache
from flyteidl2.cacheservice.v2 import cacheservice_pb2 as cache_v2
from flyteidl2.dataproxy import dataproxy_service_pb2 as dataproxy
from flyteidl2.task import common_pb2 as task_common
from flyteidl2.core import literals_pb2 as literals
from google.protobuf import duration_pb2
from generator import attack
from measuring import cpu

UPLOAD_LOCATION = "/flyteidl2.dataproxy.DataProxyService/CreateUploadLocation"
UPLOAD_INPUTS = "/flyteidl2.dataproxy.DataProxyService/UploadInputs"
CACHE = "/flyteidl2.cacheservice.v2.CacheService/"
SCOPE = cache_v2.Identifier(org="flyte", project=flyte.PROJECT, domain=flyte.DOMAIN)


def upload_location(i):
    """A request for a link that no other has."""
    return dataproxy.CreateUploadLocationRequest(project=flyte.PROJECT, domain=flyte.DOMAIN, filename="fast.tar.gz",
                                                 content_md5=hashlib.md5(f"{time.time_ns()}-{i}".encode()).digest())


def figure_upload_links(o):
    """CreateUploadLocation, each for another content."""
    out = {}
    with cpu(out):
        out |= attack(o.url, UPLOAD_LOCATION, (upload_location(i) for i in range(o.n)), o.rate, o.workers)[0]
    return out


def figure_upload_inputs(o):
    """UploadInputs of --size bytes that cannot be compressed, each with other content."""
    spec = flyte.task_spec()

    def request():
        text = literals.Literal(scalar=literals.Scalar(primitive=literals.Primitive(string_value=os.urandom(o.size // 2).hex())))
        return dataproxy.UploadInputsRequest(run_id=flyte.run_id(flyte.run_name()), task_spec=spec,
                                             inputs=task_common.Inputs(literals=[task_common.NamedLiteral(name="x", value=text)]))
    out = {"bytes": o.size}
    with cpu(out):
        out |= attack(o.url, UPLOAD_INPUTS, (request() for _ in range(o.n)), o.rate, o.workers)[0]
    return out


def figure_cache_get(o):
    """Get of CacheService, of 1,000 entries in random order; all are hits, or it counts as an error."""
    client = flyte.Client(o.url)
    folder = client.call(UPLOAD_LOCATION, upload_location(0), dataproxy.CreateUploadLocationResponse)[0].native_url.rsplit("/", 1)[0]
    keys = [f"load-{time.time_ns()}-{i}" for i in range(1000)]
    puts, _ = attack(o.url, CACHE + "Put", (cache_v2.PutCacheRequest(identifier=SCOPE, base_request=cache.PutCacheRequest(
        key=key, output=cache.CachedOutput(output_uri=f"{folder}/{key}", metadata=cache.Metadata()))) for key in keys), workers=16)
    out = {"put": {k: puts[k] for k in ("ok", "rate", "ms")}}
    with cpu(out):
        out |= attack(o.url, CACHE + "Get", (cache_v2.GetCacheRequest(identifier=SCOPE, base_request=cache.GetCacheRequest(key=random.choice(keys)))
                                             for _ in range(o.n)), o.rate, o.workers,
                      lambda raw: None if cache.GetCacheResponse.FromString(raw).output.output_uri.startswith(folder) else "another output")[0]
    return out


def figure_reservations(o):
    """--workers callers ask for one key at the same time, each under a name of its own; for --rounds keys. How many owners has each?"""
    owners, refused, took = [], 0, []
    for turn in range(o.rounds):
        key, answers = f"load-{time.time_ns()}-{turn}", set()

        def owner(raw):
            answers.add(cache.GetOrExtendReservationResponse.FromString(raw).reservation.owner_id)
        figures, _ = attack(o.url, CACHE + "GetOrExtendReservation", (cache_v2.GetOrExtendReservationRequest(
            identifier=SCOPE, base_request=cache.GetOrExtendReservationRequest(
                key=key, owner_id=f"caller-{i}", heartbeat_interval=duration_pb2.Duration(seconds=10))) for i in range(o.workers)),
            workers=o.workers, judge=owner)
        owners.append(len(answers))
        refused += figures["sent"] - figures["ok"]
        took.append(figures["ms"]["max"])
    return {"callers": o.workers, "keys": o.rounds, "keys_with_one_owner": owners.count(1), "owners_max": max(owners), "errors": refused,
            "slowest_ms": round(max(took), 1)}
