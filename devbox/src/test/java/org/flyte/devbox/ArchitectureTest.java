package org.flyte.devbox;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import org.flyte.platform.testkit.ArchitectureRules;

/** The house's rules, on all of it: devbox is where every module meets. */
@AnalyzeClasses(packages = "org.flyte", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(ArchitectureRules.class);
}
