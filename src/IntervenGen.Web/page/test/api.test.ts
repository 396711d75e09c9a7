import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as api from "../src/api";

let asked = "";
const answer = (body: ArrayBuffer | object, ok = true) => {
  const fetch = async (path: string) => {
    asked = path;
    return { ok, statusText: "Gone", json: async () => body, arrayBuffer: async () => body };
  };
  Object.defineProperty(globalThis, "fetch", { value: fetch, configurable: true, writable: true });
};

// As the server writes it: a length, a header, then the arrays one behind the other.
function episodeBytes(arrays: [name: string, width: number, values: Float32Array | Uint8Array][]): ArrayBuffer {
  const header = JSON.stringify({ steps: 2, reason: "Kept", arrays: arrays.map(([name, width, { byteLength }]) => ({ name, width, bytes: byteLength })) });
  // Floats begin at a multiple of four.
  const padded = new TextEncoder().encode(header.padEnd(Math.ceil(header.length / 4) * 4));
  const bytes = new Uint8Array(4 + padded.length + arrays.reduce((sum, [, , { byteLength }]) => sum + byteLength, 0));
  new DataView(bytes.buffer).setInt32(0, padded.length, true);
  bytes.set(padded, 4);
  let at = 4 + padded.length;
  for (const [, , values] of arrays) {
    bytes.set(new Uint8Array(values.buffer), at);
    at += values.byteLength;
  }
  return bytes.buffer;
}

describe("an episode from the server", () => {
  test("is cut into its arrays", async () => {
    const truth = Float32Array.from({ length: 28 }, (_, i) => i), action = Float32Array.of(1, 2, 3, 4);
    answer(episodeBytes([["truth", 14, truth], ["action", 2, action], ["mode", 1, Uint8Array.of(0, 3)], ["flags", 1, Uint8Array.of(1, 4)]]));
    const episode = await api.episode("a b&c.igen", 7);
    assert.equal(asked, "api/episode?path=a%20b%26c.igen&index=7");
    assert.deepEqual([episode.steps, episode.reason, episode.actionSize, episode.objects], [2, "Kept", 2, 2]);
    assert.deepEqual([...episode.truth], [...truth]);
    assert.deepEqual([...episode.action], [1, 2, 3, 4]);
    assert.deepEqual([[...episode.mode], [...episode.flags]], [[0, 3], [1, 4]]);
    assert.ok(episode.mode instanceof Uint8Array && episode.action instanceof Float32Array);
  });
});

describe("a request", () => {
  test("that is refused gives the server's reason", async () => {
    answer({ error: "there is no such dataset" }, false);
    await assert.rejects(api.dataset("x"), { message: "there is no such dataset" });
  });
  test("that is refused without one gives the status", async () => {
    answer({}, false);
    await assert.rejects(api.folder(), { message: "Gone" });
  });
  test("names its episodes", async () => {
    answer([]);
    await api.modes("x", [3, 5]);
    assert.equal(asked, "api/modes?path=x&episodes=3,5");
  });
});
