package org.flyte.events.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private final List<String> heard = new ArrayList<>();
    private final Delivery.Listener listener = new Delivery.Listener() {
        @Override
        public void acknowledged(long size) {
            heard.add("acknowledged " + size);
        }

        @Override
        public void failed(long size) {
            heard.add("failed " + size);
        }

        @Override
        public void ended(Throwable failure) {
            heard.add("ended " + (failure == null ? "well" : failure.getMessage()));
        }
    };

    @Test
    void endsWithTheLastAcknowledgement() {
        Delivery delivery = new Delivery(2, listener);

        assertThat(delivery.acknowledged(1)).isCompleted();
        assertThat(heard).containsExactly("acknowledged 1");
        assertThat(delivery.acknowledged(2)).isCompleted();

        assertThat(heard).containsExactly("acknowledged 1", "acknowledged 2", "ended well");
    }

    @Test
    void waitsForAllAndEndsWithTheFirstFailure() {
        Delivery delivery = new Delivery(3, listener);

        assertThat(delivery.failed(1, new RuntimeException("first"))).isCompleted();
        assertThat(delivery.acknowledged(2)).isCompleted();
        assertThat(delivery.failed(3, new RuntimeException("second"))).isCompleted();

        assertThat(heard).containsExactly("failed 1", "acknowledged 2", "failed 3", "ended first");
    }
}
