// SPDX-License-Identifier: EUPL-1.2
// PouchDB's server on a free loopback port, its data in the folder given; tells what its sockets carried when asked.
import express from "express";
import expressPouchDB from "express-pouchdb";
import PouchDB from "pouchdb";

const [folder] = process.argv.slice(2);
const Kept = PouchDB.defaults({ prefix: `${folder}/` });
const app = express();
app.use("/", expressPouchDB(Kept, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: `${folder}/log.txt` }));
const open = new Set();
const gone = { read: 0, written: 0 };
const server = app.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
server.on("connection", (socket) => {
  open.add(socket);
  socket.on("close", () => {
    open.delete(socket);
    gone.read += socket.bytesRead;
    gone.written += socket.bytesWritten;
  });
});
process.on("message", () => {
  const total = { ...gone, resident: process.memoryUsage().rss };
  for (const socket of open) {
    total.read += socket.bytesRead;
    total.written += socket.bytesWritten;
  }
  process.send(total);
});
// Whoever started it is gone: nothing is left to serve.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
