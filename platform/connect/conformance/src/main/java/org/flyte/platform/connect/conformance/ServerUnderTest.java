package org.flyte.platform.connect.conformance;

import com.google.protobuf.ByteString;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flyte.platform.connect.conformance.api.ServerCompatRequest;
import org.flyte.platform.connect.conformance.api.ServerCompatResponse;

/** Reads from the runner what server it wants, starts it and says where it listens. */
@QuarkusMain
public class ServerUnderTest implements QuarkusApplication {
    static final String CLIENT_CERTIFICATE = "conformance.client-certificate";
    private static ServerCompatRequest wanted;

    public static void main(String... args) throws IOException {
        DataInputStream in = new DataInputStream(System.in);
        wanted = ServerCompatRequest.parseFrom(in.readNBytes(in.readInt()));
        if (wanted.getUseTls()) {
            System.setProperty("quarkus.http.ssl.certificate.files", file(wanted.getServerCreds().getCert()));
            System.setProperty("quarkus.http.ssl.certificate.key-files", file(wanted.getServerCreds().getKey()));
            System.setProperty("quarkus.http.insecure-requests", "disabled");
        }
        if (!wanted.getClientTlsCert().isEmpty()) {
            System.setProperty(CLIENT_CERTIFICATE, file(wanted.getClientTlsCert()));
        }
        if (wanted.getMessageReceiveLimit() > 0) {
            System.setProperty("flyte.rpc.max-request-size", Integer.toString(wanted.getMessageReceiveLimit()));
        }
        Quarkus.run(ServerUnderTest.class, args);
    }

    private static String file(ByteString pem) throws IOException {
        Path file = Files.createTempFile("conformance", ".pem");
        file.toFile().deleteOnExit();
        Files.write(file, pem.toByteArray());
        return file.toString();
    }

    @Override
    public int run(String... args) throws IOException {
        String key = wanted.getUseTls() ? "quarkus.http.ssl-port" : "quarkus.http.port";
        byte[] answer = ServerCompatResponse.newBuilder()
                .setHost("127.0.0.1")
                .setPort(ConfigProvider.getConfig().getValue(key, Integer.class))
                .setPemCert(wanted.getServerCreds().getCert())
                .build()
                .toByteArray();
        DataOutputStream out = new DataOutputStream(System.out);
        out.writeInt(answer.length);
        out.write(answer);
        out.flush();
        Quarkus.waitForExit();
        return 0;
    }
}
