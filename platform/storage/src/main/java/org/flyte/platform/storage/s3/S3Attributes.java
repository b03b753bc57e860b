package org.flyte.platform.storage.s3;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.platform.storage.remote.RemoteBackend.Attributes;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** What S3 says of an object. */
final class S3Attributes {
    /** Metadata key under which an object keeps its checksum; S3 hands keys back in lower case. */
    static final String METADATA = "flyteContentMD5";

    private static final Pattern SINGLE_PART = Pattern.compile("\"?([0-9a-fA-F]{32})\"?");
    private static final Pattern TOTAL = Pattern.compile("bytes .*/(\\d+)");

    private S3Attributes() {}

    /** The MD5 is the one in the metadata, else the etag of an object that was written in one part. */
    static Attributes of(HeadObjectResponse response) {
        boolean etagIsMd5 = response.sseCustomerAlgorithm() == null
                && (response.serverSideEncryption() == null
                        || response.serverSideEncryption() == ServerSideEncryption.AES256);
        Optional<String> md5 =
                ofMetadata(response.metadata()).or(() -> etagIsMd5 ? ofEtag(response.eTag()) : Optional.empty());
        return new Attributes(response.contentLength(), response.lastModified(), md5, response.eTag());
    }

    /** Only an MD5 that we, or a client, wrote down is good enough to refuse what was read. */
    static Attributes of(GetObjectResponse response) {
        Matcher range =
                TOTAL.matcher(Optional.ofNullable(response.contentRange()).orElse(""));
        long size = range.matches() ? Long.parseLong(range.group(1)) : response.contentLength();
        return new Attributes(size, response.lastModified(), ofMetadata(response.metadata()), response.eTag());
    }

    private static Optional<String> ofMetadata(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(METADATA))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Optional<String> ofEtag(String etag) {
        return Optional.ofNullable(etag)
                .map(SINGLE_PART::matcher)
                .filter(Matcher::matches)
                .map(matcher ->
                        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(matcher.group(1))));
    }
}
