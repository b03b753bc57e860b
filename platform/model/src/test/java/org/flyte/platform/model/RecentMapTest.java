package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecentMapTest {
    @Test
    void evictsTheEntryThatWasUsedLongestAgo() {
        RecentMap<String, Integer> map = new RecentMap<>(2);
        map.put("a", 1);
        map.put("b", 2);
        assertThat(map.get("a")).isEqualTo(1);
        map.put("c", 3);

        assertThat(map).containsOnlyKeys("a", "c");
    }

    @Test
    void needsRoomForOneEntry() {
        assertThatThrownBy(() -> new RecentMap<String, String>(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max is 0, but must be at least 1");
    }
}
