// SPDX-License-Identifier: EUPL-1.2
// The measured work done by automerge-repo: node run.mjs FOLDER DOCUMENTS COUNT; DOCUMENTS holds saved documents, each
// behind its length as four bytes, big-endian. Prints {"push_s"}, and {"push_s", "pull_s", "server_kib"} on its last line.
import { fork } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Repo } from "@automerge/automerge-repo";
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket";
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs";

const [folder, path, count] = process.argv.slice(2);

function saved() {
  const bytes = readFileSync(path);
  const documents = [];
  for (let at = 0; at < bytes.length && documents.length < Number(count); ) {
    const length = bytes.readUInt32BE(at);
    documents.push(new Uint8Array(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  if (documents.length !== Number(count)) throw new Error("fewer documents than asked for");
  return documents;
}

for (const name of ["server", "one", "two"]) mkdirSync(join(folder, name), { recursive: true });
const server = fork(new URL("server.mjs", import.meta.url), [join(folder, "server")], { stdio: ["ignore", 2, 2, "ipc"] });
const { port } = await new Promise((ready) => server.once("message", ready));
const url = `ws://127.0.0.1:${port}`;

// A server that ends says on its own why: nothing is to be waited for any more.
const ended = new Promise((_, fail) => server.once("exit", () => fail(new Error("its server ended"))));
ended.catch(() => {});

function asked(what) {
  const answer = new Promise((told) => server.once("message", told));
  server.send(what);
  return Promise.race([answer, ended]);
}

// Either side's repository gives a document up that is not there 60 seconds after it was first heard of, and with it the whole
// program: as a patient program would, documents are offered and asked for in groups, so that each has its time.
const OFFERED_AT_ONCE = 1000;
const ASKED_AT_ONCE = 100;
const offered = new Set();

const one = new Repo({
  storage: new NodeFSStorageAdapter(join(folder, "one")),
  peerId: "one",
  shareConfig: { announce: async (_peer, id) => offered.has(id), access: async (_peer, id) => offered.has(id) },
});
const handles = saved().map((document) => one.import(document));
await one.flush();
const began = performance.now();
one.networkSubsystem.addNetworkAdapter(new WebSocketClientAdapter(url));
await new Promise((met) => one.networkSubsystem.on("peer", met));
for (let at = 0; at < handles.length; at += OFFERED_AT_ONCE) {
  for (const handle of handles.slice(at, at + OFFERED_AT_ONCE)) offered.add(handle.documentId);
  one.shareConfigChanged();
  // The server says so once it holds every document of them, in memory at least: it acknowledges nothing by itself.
  await asked({ until: Math.min(at + OFFERED_AT_ONCE, handles.length) });
}
const push_s = (performance.now() - began) / 1000;
// Said at once: a pull that is broken off takes nothing from the push before it.
console.log(JSON.stringify({ push_s }));

const two = new Repo({ storage: new NodeFSStorageAdapter(join(folder, "two")), peerId: "two" });

async function pulled() {
  const began = performance.now();
  two.networkSubsystem.addNetworkAdapter(new WebSocketClientAdapter(url));
  await new Promise((met) => two.networkSubsystem.on("peer", met));
  const found = [];
  for (let at = 0; at < handles.length; at += ASKED_AT_ONCE)
    found.push(...(await Promise.all(handles.slice(at, at + ASKED_AT_ONCE).map((handle) => two.find(handle.url)))));
  if (found.some((handle, at) => String(handle.heads()) !== String(handles[at].heads()))) throw new Error("a document differs");
  return (performance.now() - began) / 1000;
}

const pull_s = await pulled().catch((error) => {
  console.error(String(error));
  return null;
});
console.log(JSON.stringify({ push_s, pull_s, server_kib: (await asked({})).resident / 1024 }));
server.kill("SIGKILL");
for (const repo of [one, two]) await repo.shutdown();
