package org.flyte.platform.identity.token;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jose4j.jwk.PublicJsonWebKey;

/** Prints the CPU time of a verification: of a token that has been verified before, and of a new one. Run by hand. */
final class VerifierBench {
    private static final int CALLS = 20_000;
    private static final int ROUNDS = 5;

    private VerifierBench() {}

    public static void main(String[] args) {
        PublicJsonWebKey key = TestKeys.rsa("key-1");
        TestVerifier verifier = new TestVerifier(TestKeys.set(key), Map.of("flyte.auth.cache-size", "100"));
        String known = TestKeys.sign(key, TestKeys.claims());
        String[] fresh = new String[CALLS / 20];
        for (int i = 0; i < fresh.length; i++) {
            fresh[i] = TestKeys.sign(key, TestKeys.claims("jti", "token-" + i));
        }
        for (int round = 0; round < ROUNDS; round++) {
            double cached = micros(CALLS, call -> verifier.verify(known));
            double verified = micros(fresh.length, call -> verifier.verify(fresh[call]));
            System.out.printf("cached %.1f us, verified %.1f us of CPU a call%n", cached, verified);
        }
    }

    private static double micros(int calls, IntConsumer call) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < calls; i++) {
            call.accept(i);
        }
        return (threads.getCurrentThreadCpuTime() - before) / 1000.0 / calls;
    }
}
