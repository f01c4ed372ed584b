// SPDX-License-Identifier: EUPL-1.2
// The tus server that @tus/server is, storing in a folder: node server.mjs FOLDER. Prints its endpoint when it listens.
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";

const [folder] = process.argv.slice(2);
const server = new Server({ path: "/files", datastore: new FileStore({ directory: folder }) });
const listening = server.listen({ host: "127.0.0.1", port: 0 }, () => {
  console.log(`http://127.0.0.1:${listening.address().port}/files`);
});
