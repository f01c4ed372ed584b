// SPDX-License-Identifier: EUPL-1.2
// A peer says that it has a document and does not deliver it within 60 seconds: the program ends, although it caught what find() answered.
import * as Automerge from "@automerge/automerge";
import { NetworkAdapter, Repo } from "@automerge/automerge-repo";

const held = Automerge.from({ title: "a pothole" });

/** A peer that answers a request with what it has, and then nothing more, as a slow or hung one does. */
class Stalled extends NetworkAdapter {
  connect(peerId) {
    this.peerId = peerId;
    this.emit("peer-candidate", { peerId: "stalled", peerMetadata: {} });
  }
  send({ type, documentId }) {
    if (type !== "request") return;
    const [, data] = Automerge.generateSyncMessage(held, Automerge.initSyncState());
    setTimeout(() => this.emit("message", { type: "sync", senderId: "stalled", targetId: this.peerId, documentId, data }));
  }
  isReady = () => true;
  whenReady = async () => {};
  disconnect() {}
}

const repo = new Repo({ network: [new Stalled()], peerId: "asker" });
const began = Date.now();
const told = (what) => console.log(`${((Date.now() - began) / 1000).toFixed(0)} s: ${what}`);
process.on("exit", (code) => told(`the program ends with code ${code}`));
await repo.find("automerge:4NMNnkMhL8jXrdJ9jamS58PAVdXu").catch((error) => told(`find: ${error.message}`));
setTimeout(() => told("still running"), 5_000);
