package org.flyte.platform.storage.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.storage.AllowedPrefixes;
import org.flyte.platform.storage.Md5;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.PresignedUrlVerifier;
import org.flyte.platform.storage.PutRequest;

/**
 * Objects as files below one folder; an address is the file's plain absolute path. A write goes to a temporary file
 * and is renamed, so a reader never sees half an object. It survives the end of the process, not a power cut.
 */
public final class FileObjectStore implements ObjectStore {
    /** Folder below the root that holds what is not an object: unfinished writes. */
    static final String PRIVATE = ".flyte";

    private final FilePaths paths;
    private final FilePresignedUrls urls;
    private final WholeFiles files;

    public FileObjectStore(AllowedPrefixes allowed, FilePresignedUrls urls, Clock clock) {
        this.paths = new FilePaths(allowed);
        this.urls = urls;
        this.files = new WholeFiles(paths, clock);
    }

    @Override
    public String base() {
        return paths.root().toString();
    }

    @Override
    public boolean owns(String address) {
        return paths.has(address);
    }

    /** The folder is created by the first write. */
    @Override
    public void verifyBase() {
        head(base() + "/readiness-probe");
    }

    @Override
    public Optional<ObjectInfo> head(String address) {
        Path path = paths.of(address);
        try {
            return Optional.of(new FileErrorMapper(path).call(() -> FileTree.infoOf(attributesOf(path), path)));
        } catch (NotFound e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> md5(String address) {
        if (head(address).isEmpty()) {
            return Optional.empty();
        }
        try (InputStream content = open(address)) {
            return Optional.of(new Md5().update(content).base64());
        } catch (IOException e) {
            throw new FileErrorMapper(paths.of(address)).map(e);
        }
    }

    @Override
    public byte[] read(String address, long maxBytes) {
        Path path = paths.of(address);
        return new FileErrorMapper(path).call(() -> {
            long size = attributesOf(path).size();
            if (size > maxBytes) {
                throw new Exhausted("object %s has %d bytes, more than the %d allowed", address, size, maxBytes);
            }
            return Files.readAllBytes(path);
        });
    }

    @Override
    public InputStream open(String address) {
        Path path = paths.of(address);
        return new FileErrorMapper(path).call(() -> {
            attributesOf(path);
            return Files.newInputStream(path);
        });
    }

    @Override
    public InputStream open(String address, long from, long count) {
        Path path = paths.of(address);
        return new FileErrorMapper(path).call(() -> {
            attributesOf(path);
            SeekableByteChannel channel = Files.newByteChannel(path);
            channel.position(from);
            return new RangeStream(Channels.newInputStream(channel), count);
        });
    }

    @Override
    public void copy(String from, String to) {
        Path source = paths.of(from);
        try (InputStream content = open(from)) {
            write(to, content, attributesAt(source).size());
        } catch (IOException e) {
            throw new FileErrorMapper(source).map(e);
        }
    }

    private BasicFileAttributes attributesAt(Path path) {
        return new FileErrorMapper(path).call(() -> attributesOf(path));
    }

    @Override
    public void write(String address, byte[] content) {
        write(address, new ByteArrayInputStream(content), content.length);
    }

    @Override
    public void write(String address, InputStream content, long length) {
        Path path = paths.of(address);
        new FileErrorMapper(path).call(() -> {
            files.write(path, content, length);
            return null;
        });
    }

    @Override
    public boolean writeIfAbsent(String address, InputStream content, long length) {
        Path path = paths.of(address);
        return new FileErrorMapper(path).call(() -> files.create(path, content, length));
    }

    @Override
    public void delete(String address) {
        Path path = paths.of(address);
        new FileErrorMapper(path).call(() -> {
            paths.checkFolder(path.getParent());
            return Files.deleteIfExists(path);
        });
    }

    @Override
    public List<ObjectInfo> list(String prefix, int limit) {
        return new FileTree(paths).list(prefix, limit);
    }

    @Override
    public PresignedUrl presignPut(PutRequest request) {
        return urls.put(paths.ofPresigned(request.address()), request);
    }

    @Override
    public boolean bindsMd5() {
        return true;
    }

    @Override
    public PresignedUrl presignGet(String address, Duration validFor) {
        return urls.get(paths.ofPresigned(address), validFor);
    }

    @Override
    public Optional<PresignedUrlVerifier> presignedUrlVerifier() {
        return Optional.of(urls);
    }

    @Override
    public void close() {}

    private BasicFileAttributes attributesOf(Path path) throws IOException {
        paths.checkReal(path);
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new NotFound("object %s does not exist: it is a folder", path);
        }
        return attributes;
    }
}
