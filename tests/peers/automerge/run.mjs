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

// A server that ends says on its own why: nothing is to be waited for any more.
function asked(server, what) {
  return new Promise((answer, fail) => {
    server.once("message", answer);
    server.once("exit", () => fail(new Error("its server ended")));
    server.send(what);
  });
}

for (const name of ["server", "one", "two"]) mkdirSync(join(folder, name), { recursive: true });
const server = fork(new URL("server.mjs", import.meta.url), [join(folder, "server")], { stdio: ["ignore", 2, 2, "ipc"] });
const { port } = await new Promise((ready) => server.once("message", ready));
const url = `ws://127.0.0.1:${port}`;

const one = new Repo({ storage: new NodeFSStorageAdapter(join(folder, "one")), peerId: "one" });
const handles = saved().map((document) => one.import(document));
await one.flush();
const began = performance.now();
one.networkSubsystem.addNetworkAdapter(new WebSocketClientAdapter(url));
// The server says so once it holds every document, in memory at least: it acknowledges nothing by itself.
await asked(server, { until: handles.length });
const push_s = (performance.now() - began) / 1000;
// Said at once: a pull that is broken off takes nothing from the push before it.
console.log(JSON.stringify({ push_s }));

const two = new Repo({ storage: new NodeFSStorageAdapter(join(folder, "two")), peerId: "two" });

// Its repository gives a document up that did not arrive within 60 seconds of being asked for: asked for in groups, as many
// as a patient program would, each has its time.
const AT_ONCE = 100;

async function pulled() {
  const began = performance.now();
  two.networkSubsystem.addNetworkAdapter(new WebSocketClientAdapter(url));
  await new Promise((met) => two.networkSubsystem.on("peer", met));
  const found = [];
  for (let at = 0; at < handles.length; at += AT_ONCE)
    found.push(...(await Promise.all(handles.slice(at, at + AT_ONCE).map((handle) => two.find(handle.url)))));
  if (found.some((handle, at) => String(handle.heads()) !== String(handles[at].heads()))) throw new Error("a document differs");
  return (performance.now() - began) / 1000;
}

const pull_s = await pulled().catch((error) => {
  console.error(String(error));
  return null;
});
console.log(JSON.stringify({ push_s, pull_s, server_kib: (await asked(server, {})).resident / 1024 }));
server.kill("SIGKILL");
for (const repo of [one, two]) await repo.shutdown();
