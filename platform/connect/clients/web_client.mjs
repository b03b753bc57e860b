// @connectrpc/connect-web against the probe service:
// node web_client.mjs PORT DESCRIPTOR-SET CASE connect|grpc-web binary|json
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";

const [port, descriptorSet, name, protocol, format] = process.argv.slice(2);
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(descriptorSet)));

function probe(options = {}) {
  const create = protocol === "connect" ? createConnectTransport : createGrpcWebTransport;
  const transport = create({
    baseUrl: `http://localhost:${port}`,
    useBinaryFormat: format === "binary",
    jsonOptions: { registry },
    ...options,
  });
  return createClient(registry.getService("probe.v1.Probe"), transport);
}

async function failure(call) {
  try {
    await call();
  } catch (error) {
    return ConnectError.from(error);
  }
  assert.fail("the call did not fail");
}

const cases = {
  async unary() {
    const answer = await probe().echo({ text: "h\u00e4llo", payload: new Uint8Array(100_000) });
    assert.deepEqual([answer.text, answer.payload.length], ["h\u00e4llo", 100_000]);
  },

  async metadata() {
    let header, trailer;
    const answer = await probe().echo(
      {},
      {
        headers: { "x-ask": "a", "x-request-id": "r1" },
        onHeader: (seen) => (header = seen),
        onTrailer: (seen) => (trailer = seen),
      },
    );
    assert.equal(answer.headers["x-request-id"], "r1");
    assert.equal(header.get("x-answer"), "a");
    assert.equal(trailer.get("x-answer-trailer"), "a");
  },

  async stream() {
    let next = 0n;
    for await (const number of probe().count({ to: 10_000n })) {
      assert.equal(number.value, next++);
    }
    assert.equal(next, 10_000n);
  },

  async get() {
    const verbs = [];
    const client = probe({
      useHttpGet: true,
      fetch: (url, init) => {
        verbs.push(init.method);
        return fetch(url, init);
      },
    });
    assert.equal((await client.look({ text: "h\u00e4llo" })).text, "h\u00e4llo");
    assert.equal((await client.echo({ text: "posted" })).text, "posted");
    assert.deepEqual(verbs, ["GET", "POST"]);
  },

  async error() {
    const refused = await failure(() => probe().fail({ code: 5, message: "no \u00e4 % such", detail: "why" }));
    assert.deepEqual([refused.code, refused.rawMessage], [Code.NotFound, "no \u00e4 % such"]);
    const [detail] = refused.findDetails(registry.getMessage("probe.v1.EchoResponse"));
    assert.equal(detail.text, "why");
    const ended = await failure(async () => {
      for await (const number of probe().count({ to: 1n, code: 9 })) assert.equal(number.value, 0n);
    });
    assert.deepEqual([ended.code, ended.rawMessage], [Code.FailedPrecondition, "counted enough"]);
  },

  async timeout() {
    const late = await failure(() => probe().echo({ delayMs: 10_000 }, { timeoutMs: 300 }));
    assert.equal(late.code, Code.DeadlineExceeded);
  },

  async abort() {
    const stop = new AbortController();
    const gone = await failure(async () => {
      for await (const number of probe().count({ to: 1n, linger: true }, { signal: stop.signal })) {
        assert.equal(number.value, 0n);
        stop.abort();
      }
    });
    assert.equal(gone.code, Code.Canceled);
    const unary = new AbortController();
    setTimeout(() => unary.abort(), 200);
    const cut = await failure(() => probe().echo({ delayMs: 10_000 }, { signal: unary.signal }));
    assert.equal(cut.code, Code.Canceled);
  },
};

await cases[name]();
