// SPDX-License-Identifier: EUPL-1.2
// Uploads a file with tus-js-client: node upload.mjs ENDPOINT FILE SHA256, token in RONDA_TOKEN.
import { createReadStream, statSync } from "node:fs";
import * as tus from "tus-js-client";

const [endpoint, file, sha256] = process.argv.slice(2);
const upload = new tus.Upload(createReadStream(file), {
  endpoint,
  uploadSize: statSync(file).size,
  chunkSize: 64 * 1024,
  retryDelays: null,
  metadata: { sha256, filename: "photo.jpg", filetype: "image/jpeg" },
  headers: { Authorization: `Bearer ${process.env.RONDA_TOKEN}` },
  onError(error) {
    console.error(String(error));
    process.exitCode = 1;
  },
  onSuccess() {
    console.log(upload.url);
  },
});
upload.start();
