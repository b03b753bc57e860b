package org.flyte.devbox.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ConsolePortTest {
    @Test
    void isNeededForTheEndpointWhoseLinksLeadElsewhere() {
        assertThat(ConsolePort.beside(18_090)).isEmpty();
        assertThat(ConsolePort.beside(8_080)).isEmpty();
    }

    @Test
    void leavesAPortThatIsInUseAlone() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
            assertThat(ConsolePort.isFree(port)).isFalse();
        }
        assertThat(ConsolePort.isFree(port)).isTrue();
    }
}
