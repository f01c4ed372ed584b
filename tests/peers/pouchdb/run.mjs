// SPDX-License-Identifier: EUPL-1.2
// The measured work done by PouchDB: node run.mjs FOLDER TICKETS COUNT, TICKETS being one JSON document per line.
// Prints {"push_s", "pull_s", "up", "down", "server_kib"}; bytes are TCP payload as the server's sockets count it.
import { fork } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import PouchDB from "pouchdb";

const [folder, tickets, count] = process.argv.slice(2);
const BATCH = 1000;

function asked(server, what) {
  return new Promise((answer) => {
    server.once("message", answer);
    server.send(what);
  });
}

async function timed(work) {
  const began = performance.now();
  const done = await work();
  return [(performance.now() - began) / 1000, done];
}

for (const name of ["server", "one", "two"]) mkdirSync(join(folder, name), { recursive: true });
const server = fork(new URL("server.mjs", import.meta.url), [join(folder, "server")], { stdio: ["ignore", 2, 2, "ipc"] });
const { port } = await new Promise((ready) => server.once("message", ready));
const remote = `http://127.0.0.1:${port}/tickets`;

const documents = readFileSync(tickets, "utf8").trim().split("\n").slice(0, Number(count)).map((line) => JSON.parse(line));
if (documents.length !== Number(count)) throw new Error("fewer tickets than asked for");
const one = new PouchDB(join(folder, "one", "tickets"));
await one.bulkDocs(documents.map((ticket) => ({ _id: ticket.id, ...ticket })));

const [push_s, pushed] = await timed(() => one.replicate.to(remote, { batch_size: BATCH }));
if (pushed.docs_written !== documents.length) throw new Error(`pushed ${pushed.docs_written}`);
const afterPush = await asked(server, "counted");

const two = new PouchDB(join(folder, "two", "tickets"));
const [pull_s, pulled] = await timed(async () => {
  const done = await two.replicate.from(remote, { batch_size: BATCH });
  await two.allDocs({ include_docs: true, limit: 50 });
  return done;
});
if (pulled.docs_written !== documents.length) throw new Error(`pulled ${pulled.docs_written}`);
const afterPull = await asked(server, "counted");
console.log(
  JSON.stringify({
    push_s,
    pull_s,
    up: afterPush.read,
    down: afterPull.written - afterPush.written,
    server_kib: afterPull.resident / 1024,
  }),
);
server.kill("SIGKILL");
for (const store of [one, two]) await store.close();
