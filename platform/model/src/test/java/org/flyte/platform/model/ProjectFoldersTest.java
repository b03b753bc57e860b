package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectFoldersTest {
    private final ProjectFolders data = new ProjectFolders("shop", "dev");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "s3://b/shop/dev/r1/inputs/x,true",
        "s3://b/uploads/shop/dev/offloaded-inputs/x,true",
        "/store/shop/dev/r1,true",
        "s3://b/shop/prod/r1/x,false",
        "s3://b/other/dev/r1/x,false",
        "s3://b/bookshop/dev/r1/x,false",
        "s3://b/shop/develop/r1/x,false",
        "s3://shop/dev/r1/x,false",
        "s3://b/shop/dev,false",
        "s3://shop,false",
        "'',false"
    })
    void hasWhatLiesInFoldersOfItsNames(String address, boolean has) {
        assertThat(data.has(address)).isEqualTo(has);
    }

    @Test
    void hasWhatLiesInAFolderBelow() {
        assertThat(data.has("s3://b/shop/dev/r1/a0/1/x", "r1", "a0")).isTrue();
        assertThat(data.has("s3://b/shop/dev/r1/a1/1/x", "r1", "a0")).isFalse();
        assertThat(data.has("s3://b/shop/dev/r10/a0/1/x", "r1", "a0")).isFalse();
    }
}
