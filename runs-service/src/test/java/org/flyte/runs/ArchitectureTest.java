package org.flyte.runs;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import org.flyte.platform.testkit.ArchitectureRules;

/** The house's rules, on this service. */
@AnalyzeClasses(packages = "org.flyte.runs", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(ArchitectureRules.class);
}
