package org.flyte.dataproxy.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.flyte.idl.dataproxy.TailLogsRequest;

/** TailLogs over a connection of its own with a small receive buffer, which the test reads or does not. */
public final class ConnectCall {
    private ConnectCall() {}

    public static Socket open(int port, TailLogsRequest request) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(8192);
        client.connect(new InetSocketAddress("localhost", port));
        byte[] message = request.toByteArray();
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        out.write("""
                POST /flyteidl2.dataproxy.DataProxyService/TailLogs HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/connect+proto\r
                Connect-Protocol-Version: 1\r
                Connection: close\r
                Content-Length: %d\r
                \r
                """.formatted(message.length + 5).getBytes(UTF_8));
        out.writeByte(0);
        out.writeInt(message.length);
        out.write(message);
        out.flush();
        return client;
    }
}
