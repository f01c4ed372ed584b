# SPDX-License-Identifier: EUPL-1.2
# Tells schemathesis how bodies of our own media types travel: as the bytes they are.
import schemathesis

schemathesis.serializer.alias(
    ["application/offset+octet-stream", "application/vnd.ronda.exchange+cbor+zstd"], "application/octet-stream"
)
