"""Copies a bucket of an S3 server into a folder, or a folder into the bucket.

    copy_store.py ENDPOINT KEY BUCKET out|in FOLDER
KEY is both halves of the key pair.
"""

import pathlib
import sys

import obstore
from obstore.store import LocalStore, S3Store


def main():
    endpoint, key, bucket, direction, folder = sys.argv[1:]
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    remote = S3Store(bucket, endpoint=endpoint, access_key_id=key, secret_access_key=key, region="us-east-1",
                     client_options={"allow_http": True}, virtual_hosted_style_request=False)
    local = LocalStore(folder)
    source, target = (remote, local) if direction == "out" else (local, remote)
    count = 0
    for page in obstore.list(source):
        for entry in page:
            obstore.put(target, entry["path"], obstore.get(source, entry["path"]).bytes())
            count += 1
    print(f"{count} objects")
    sys.exit(0 if count else "nothing was copied")


if __name__ == "__main__":
    main()
