#!/bin/sh
# compress.sh FOLDER: writes a .gz beside each file of the built site of a kind that gets smaller, for nginx's gzip_static.
set -eu
find "$1" -type f -size +1k \( -name '*.html' -o -name '*.js' -o -name '*.css' -o -name '*.json' -o -name '*.svg' \
  -o -name '*.txt' -o -name '*.wasm' -o -name '*.webmanifest' -o -name '*.onnx' \) -exec gzip -9 -n -f -k {} +
