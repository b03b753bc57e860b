package org.flyte.copilot.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.flyte.copilot.failure.TransferException;
import org.flyte.copilot.store.ObjectStores;
import org.flyte.copilot.transfer.Folder;
import org.flyte.copilot.transfer.Limits;
import org.flyte.copilot.transfer.Transfers;
import org.flyte.platform.model.Address;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;

/** Plans the transfer of files and folders that inputs refer to. */
record RemoteFiles(ObjectStores stores, Transfers transfers, Limits limits) {

    /** Plans that of one file. */
    void file(String address, Path target) {
        limits.takeFile(address);
        if (HttpSource.handles(address)) {
            transfers.add(() -> new HttpSource(address).download(target, limits));
        } else {
            transfers.add(() -> copy(address, target));
        }
    }

    /** Plans that of all objects below an address; a folder without any is made and stays empty. */
    void folder(String address, Folder target) {
        if (HttpSource.handles(address)) {
            throw TransferException.user(
                    "%s is to be a folder: only an object store has folders", Address.shown(address));
        }
        String prefix = Address.trimEnd(address) + "/";
        ObjectStore store = stores.of(prefix);
        List<ObjectInfo> objects = store.list(prefix, limits.maxFiles() + 1);
        target.create();
        for (ObjectInfo object : objects) {
            String relative = object.address().substring(prefix.length());
            // Stores that imitate folders have empty objects for them.
            if (!relative.isEmpty() && !relative.endsWith("/")) {
                file(object.address(), target.at(relative));
            }
        }
    }

    /** A small object. */
    byte[] read(String address, long maxBytes) {
        return stores.of(address).read(address, maxBytes);
    }

    private void copy(String address, Path target) {
        try (InputStream content = stores.of(address).open(address)) {
            Folder.write(target, content, limits);
        } catch (IOException e) {
            throw TransferException.system(e, "object %s could not be read: %s", Address.shown(address), e);
        }
    }
}
