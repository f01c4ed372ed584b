# SPDX-License-Identifier: EUPL-1.2
"""Uploads a file with tuspy: upload.py ENDPOINT FILE SHA256, token in RONDA_TOKEN."""
import os
import sys

from tusclient import client

endpoint, path, sha256 = sys.argv[1:]
tus = client.TusClient(endpoint, headers={"Authorization": "Bearer " + os.environ["RONDA_TOKEN"]})
uploader = tus.uploader(path, chunk_size=64 * 1024, metadata={"sha256": sha256}, upload_checksum=True)
uploader.upload()
print(uploader.url)
