package org.flyte.copilot.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.flyte.copilot.store.ObjectStores;
import org.flyte.copilot.transfer.Limits;
import org.flyte.copilot.transfer.Transfers;
import org.flyte.platform.model.Address;

/**
 * Plans the upload of files and folders.
 *
 * @param prefix address below which they are stored
 */
record FileUploads(ObjectStores stores, Transfers transfers, Limits limits, String prefix) {
    /** Plans that of a file, and answers its address. */
    String file(Path file, String relative) {
        String address = Address.join(prefix, relative);
        limits.takeFile(file.toString());
        transfers.add(() -> upload(OutputFolder.checkFile(file), address));
        return address;
    }

    /** Plans that of all files below a folder, and answers their common address. */
    String folder(Path folder, String relative) {
        for (Path file : OutputFolder.filesBelow(folder, limits.maxFiles())) {
            file(file, relative + "/" + folder.relativize(file));
        }
        return Address.join(prefix, relative);
    }

    private void upload(Path file, String address) {
        try (InputStream content = OutputFolder.open(file)) {
            long size = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size();
            limits.takeBytes(file.toString(), size);
            stores.of(address).write(address, content, size);
        } catch (IOException e) {
            throw OutputFolder.cannotRead(file, e);
        }
    }
}
