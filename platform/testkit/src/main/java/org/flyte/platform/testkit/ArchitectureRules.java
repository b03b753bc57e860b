package org.flyte.platform.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.inject.Inject;

/**
 * The rules on dependencies between modules and layers. A service applies them in its {@code ArchitectureTest}:
 * {@code @ArchTest static final ArchTests RULES = ArchTests.in(ArchitectureRules.class);}
 */
public final class ArchitectureRules {
    /** Services are deployed one by one: they share the API and the platform, never each other's code. */
    @ArchTest
    public static final ArchRule SERVICES_DO_NOT_IMPORT_EACH_OTHER = slices().matching(
                    "org.flyte.(runs|actions|executor|dataproxy|cache|events|secrets|apps)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true)
            .because("services talk over the wire");

    @ArchTest
    public static final ArchRule PLATFORM_KNOWS_NO_SERVICE = noClasses()
            .that()
            .resideInAPackage("org.flyte.platform..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.flyte.runs..",
                    "org.flyte.actions..",
                    "org.flyte.executor..",
                    "org.flyte.dataproxy..",
                    "org.flyte.cache..",
                    "org.flyte.events..",
                    "org.flyte.secrets..",
                    "org.flyte.apps..")
            .allowEmptyShould(true);

    /**
     * What is in a package {@code rule} is plain Java, our messages and the encodings of values (protobuf, MessagePack), so that it
     * is tested without a framework.
     */
    @ArchTest
    public static final ArchRule RULES_ARE_PURE = classes()
            .that()
            .resideInAPackage("org.flyte..rule..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.flyte..", "com.google.protobuf..", "org.msgpack..")
            .allowEmptyShould(true);

    /** Collaborators come through the constructor, so that a test can make the object by hand. */
    @ArchTest
    public static final ArchRule NO_FIELD_INJECTION = noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("org.flyte..")
            .should()
            .beAnnotatedWith(Inject.class)
            .allowEmptyShould(true);

    private ArchitectureRules() {}

    /** The named classes are pure rules: plain Java and our messages, no framework. Each of them must exist. */
    public static ArchRule pure(String... classNames) {
        return classes()
                .that()
                .haveNameMatching(String.join("|", classNames).replace(".", "\\."))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.flyte..", "com.google.protobuf..")
                .because("a pure rule is tested without a framework");
    }
}
