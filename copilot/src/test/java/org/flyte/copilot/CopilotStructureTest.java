package org.flyte.copilot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.flyte.copilot", importOptions = ImportOption.DoNotIncludeTests.class)
class CopilotStructureTest {
    /** They are not in the image. */
    @ArchTest
    static final ArchRule USES_NO_FRAMEWORK = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.smallrye..", "io.micrometer..", "org.flyte.platform.runtime..");

    @ArchTest
    static final ArchRule NO_PACKAGE_CYCLES =
            slices().matching("org.flyte.copilot.(*)..").should().beFreeOfCycles();
}
