package org.flyte.platform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule refuses the fixture that breaks it, and only that one. */
class StructureRulesTest {
    private static final String ROOT = "org.flyte.fixture";

    @Test
    void refusesCyclesBetweenPackages() {
        assertThat(broken(StructureRules.NO_PACKAGE_CYCLES, "cycle")).isTrue();
        assertThat(broken(StructureRules.NO_FEATURE_CYCLES, "cycle")).isFalse();
    }

    @Test
    void refusesCyclesBetweenFeaturesThatNoPackageHas() {
        assertThat(broken(StructureRules.NO_FEATURE_CYCLES, "first", "second")).isTrue();
        assertThat(broken(StructureRules.NO_PACKAGE_CYCLES, "first", "second")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"InstantNow", "Millis", "LocalNow", "OwnClock"})
    void refusesTheSystemClock(String reader) throws ClassNotFoundException {
        JavaClasses classes = new ClassFileImporter().importClasses(Class.forName(ROOT + ".time." + reader));

        assertThat(StructureRules.NO_SYSTEM_CLOCK.evaluate(classes).hasViolation())
                .isTrue();
    }

    @Test
    void acceptsAGivenClockAndElapsedTime() {
        assertThat(broken(StructureRules.NO_SYSTEM_CLOCK, "clean")).isFalse();
    }

    @Test
    void refusesRpcAdaptersInTheRootPackage() throws ClassNotFoundException {
        JavaClasses classes = new ClassFileImporter().importClasses(Class.forName(ROOT + ".EchoRpc"));

        assertThat(StructureRules.RPC_ADAPTERS_ARE_IN_FEATURE_PACKAGES
                        .evaluate(classes)
                        .hasViolation())
                .isTrue();
    }

    @Test
    void refusesRpcAdaptersThatAreNotNamedSo() {
        assertThat(broken(StructureRules.RPC_ADAPTERS_ARE_NAMED_RPC, "service")).isTrue();
    }

    private static boolean broken(ArchRule rule, String... features) {
        String[] packages = java.util.Arrays.stream(features)
                .map(feature -> ROOT + "." + feature)
                .toArray(String[]::new);
        return rule.evaluate(new ClassFileImporter().importPackages(packages)).hasViolation();
    }
}
