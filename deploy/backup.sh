#!/bin/sh
# One backup: the database first, then the files. A file that the database does not know yet is harmless; the
# opposite is a document that is lost. Reads DATABASE_URL and DATA_DIR; keeps the last 14 in the folder given.
set -eu
to=${1:?usage: backup.sh FOLDER}
stamp=$(date -u +%Y%m%dT%H%M%SZ)
umask 077
mkdir -p "$to"

pg_dump --format=custom --file="$to/$stamp.dump.part" "$DATABASE_URL"
mkdir -p "$DATA_DIR/files"
tar --create --gzip --file="$to/$stamp.files.tar.gz.part" --directory="$DATA_DIR" files
for part in "$to/$stamp".*.part; do mv "$part" "${part%.part}"; done

ls -1t "$to"/*.dump | tail -n +15 | while read -r old; do rm -f "$old" "${old%.dump}.files.tar.gz"; done
echo "$to/$stamp.dump"
