package org.flyte.devbox;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import org.flyte.platform.testkit.StructureRules;

/** The structure of the platform modules; those below the test kit cannot check themselves. */
@AnalyzeClasses(packages = "org.flyte.platform", importOptions = ImportOption.DoNotIncludeTests.class)
class PlatformArchitectureTest {
    @ArchTest
    static final ArchTests STRUCTURE = ArchTests.in(StructureRules.class);
}
