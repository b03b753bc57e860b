package org.flyte.platform.storage.s3;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** What S3 says of an object without sending it. */
record S3Head(HeadObjectResponse response) {
    /** Metadata key under which an upload keeps its checksum; S3 hands keys back in lower case. */
    static final String METADATA = "flyteContentMD5";

    private static final Pattern SINGLE_PART = Pattern.compile("\"?([0-9a-fA-F]{32})\"?");

    ObjectInfo info(String address) {
        return new ObjectInfo(address, response.contentLength(), response.lastModified());
    }

    /** The base64 MD5: the metadata that uploads carry, else the etag of an object written in one part. */
    Optional<String> md5() {
        return response.metadata().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(METADATA))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> ofEtag(response.eTag()));
    }

    private static Optional<String> ofEtag(String etag) {
        return Optional.ofNullable(etag)
                .map(SINGLE_PART::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher ->
                        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(matcher.group(1))));
    }
}
