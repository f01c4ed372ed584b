// SPDX-License-Identifier: EUPL-1.2
// automerge-repo as a sync server on a free loopback port, storing in the folder given.
import { Repo } from "@automerge/automerge-repo";
import { WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket";
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs";
import { WebSocketServer } from "ws";

const [folder] = process.argv.slice(2);
const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
const repo = new Repo({
  network: [new WebSocketServerAdapter(sockets)],
  storage: new NodeFSStorageAdapter(folder),
  peerId: "server",
  // As the sync server that automerge-repo publishes: documents go to who asks for them.
  sharePolicy: async () => false,
});
const told = () => process.send({ port: sockets.address().port });
if (sockets.address()) told();
else sockets.on("listening", told);

// Counted on from those that were held before: asking every document each time would take the server's time from the work.
let count = 0;
function held() {
  const handles = Object.values(repo.handles);
  while (handles[count]?.isReady() && handles[count].heads().length > 0) count += 1;
  return count;
}

function answer({ until = 0 }) {
  if (held() >= until) process.send({ resident: process.memoryUsage().rss });
  else setTimeout(answer, 20, { until });
}
process.on("message", answer);
// Whoever started it is gone: nothing is left to serve.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
